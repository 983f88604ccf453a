"""What thinking costs: answers against thinking, the bill at each level, and the long thinker."""

from __future__ import annotations

import streamlit as st

from calculator.comparison import Ranked
from calculator.dashboard.aligned import aligned
from calculator.dashboard.sections import asked
from calculator.dashboard.sections.levers import lever_value
from calculator.dashboard.sections.named import apart
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, count, escaped, t
from calculator.forecast.thinking import ThinkingCost
from calculator.words.engine import engine_words
from calculator.words.facts import seller
from calculator.workload import THINKING_LEVELS
from pricing.money import Money, show_amount


def show(first: Ranked, second: Ranked, seen: Lens) -> None:
    """Both offers as columns, and how long the cheaper one may think."""
    language = seen.language
    found = asked.thinking_of(seen, (first.offer, second.offer))
    rows = [[t(f"thinking.{name}", language), *_parts(name, found, language)] for name in _PARTS]
    rows += [
        [
            _level(level, language),
            *(_bill(each.levels[level], language) for each in found),
        ]
        for level in THINKING_LEVELS
    ]
    header = [t("thinking.of", language), *apart((first.offer, second.offer), language)]
    aligned(header, rows, t("pair.question.thinking", language))
    for each in found:
        for why in dict.fromkeys(why for why in each.levels.values() if isinstance(why, str)):
            st.caption(escaped(engine_words(why, language)))
    _doubled(seen)
    cheap, dear = sorted((first, second), key=lambda r: r.total.amount)
    _limit(cheap, dear, seen)


_PARTS = ("answer", "thinking", "next_thousand")


def _parts(name: str, found: tuple[ThinkingCost, ThinkingCost], language: str) -> list[str]:
    return [show_amount(getattr(each, name), language) for each in found]


def _bill(bill: Money | str, language: str) -> str:
    return show_amount(bill, language) if isinstance(bill, Money) else "—"


def _level(level: str, language: str) -> str:
    key = f"thinking.level.{level}" if level in ("low", "high") else "thinking.level"
    return t(key, language, level=t(f"lens.thinking.{level}", language))


def _doubled(seen: Lens) -> None:
    """Which of all offers is cheapest with twice the thinking."""
    found = asked.doubled(seen)
    if found is None:
        return
    now, after, tokens = found
    key = "same" if after.offer.id == now.offer.id else "other"
    st.markdown(
        t(
            f"thinking.doubled.{key}",
            seen.language,
            tokens=count(tokens, seen.language),
            offer=escaped(after.offer.name),
            seller=escaped(seller(after.offer, seen.language)),
            bill=amount(after.total, seen.language),
            before=amount(now.total, seen.language),
        )
    )


def _limit(cheap: Ranked, dear: Ranked, seen: Lens) -> None:
    """How many thinking tokens the cheaper offer may take before the dearer one is cheaper."""
    found, language = asked.limit_of(seen, cheap.offer, dear.offer), seen.language
    if found is None:
        return
    told = [escaped(name) for name in apart((cheap.offer, dear.offer), language)]
    names = dict(zip(("cheap", "dear"), told, strict=True))
    now = lever_value("thinking", found.now, language)
    key = "limit" if found.crossings else "no_limit"
    value = found.crossings[-1].value if found.crossings else found.most
    most = lever_value("thinking", value, language)
    st.markdown(t(f"thinking.{key}", language, now=now, value=most, **names))
