"""The answer in words: who is cheapest, beside what is used today, and where numbers are from."""

from __future__ import annotations

from decimal import Decimal

from calculator.against import change, cheapest_paid, current
from calculator.comparison import Comparison, Ranked
from calculator.dashboard.lens.quality import scale_name
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, count, escaped, multiple, t
from calculator.words.facts import seller
from pricing.catalog import default_catalog
from pricing.fx import FxRate


def sentence(result: Comparison, seen: Lens) -> str:
    """The answer in one sentence: who is cheapest, at what bill, for what; and beside what."""
    first, language = result.ranked[0], seen.language
    span = "month" if seen.months == 1 else "year"
    head = t(
        f"compare.answer.{span}",
        language,
        offer=escaped(first.offer.name),
        seller=escaped(seller(first.offer, language)),
        bill=amount(first.total, language),
        workload=workload_words(seen),
        requests=count(result.requests, language),
        first=f"{seen.start:%Y-%m}",
    )
    base = current(result, seen.baseline)
    return head + (_spread(result, language) if base is None else _against(first, base, language))


def workload_words(seen: Lens) -> str:
    """The workload by name, or how many there are."""
    if len(seen.jobs) == 1:
        return escaped(seen.jobs[0].name)
    return t("compare.jobs", seen.language, count=len(seen.jobs))


def _spread(result: Comparison, language: str) -> str:
    last, paid = result.ranked[-1], cheapest_paid(result)
    if not result.ranked[0].total.amount and paid is not None:
        return t(
            "compare.paid",
            language,
            offer=escaped(paid.offer.name),
            seller=escaped(seller(paid.offer, language)),
            bill=amount(paid.total, language),
        )
    if len(result.ranked) == 1 or last.multiple is None:
        return ""
    return t(
        "compare.spread",
        language,
        count=len(result.ranked),
        offer=escaped(last.offer.name),
        multiple=multiple(last.multiple),
    )


def _against(first: Ranked, base: Ranked, language: str) -> str:
    saved = change(first, base).percent
    if first is base or not saved:
        return t("compare.same", language) if first is base else ""
    return t(
        "compare.less",
        language,
        percent=f"{-saved:.0f}%",
        offer=escaped(base.offer.name),
        seller=escaped(seller(base.offer, language)),
    )


def provenance(result: Comparison, language: str) -> str:
    """Where the numbers come from: price book, oldest check, exchange rate and its day."""
    parts = [
        t("source.book", language, book=result.book_id),
        t("source.checked", language, day=result.oldest_check or "—"),
        *(_fx_words(rate, language) for rate in result.fx_used),
    ]
    return " · ".join(parts)


def assumptions(seen: Lens) -> str:
    """The reader's own terms that are in the numbers, or nothing."""
    said, language = seen.scenario, seen.language
    parts = [*_thinking(seen)]
    parts += [
        t(f"assume.{name}", language, percent=_number(value))
        for name in ("cached", "batch")
        if (value := getattr(said, name)) is not None
    ]
    for tier, share in said.tiers:
        parts.append(t("assume.tier", language, percent=_number(share), tier=tier))
    if said.retries:
        parts.append(t("assume.retries", language, percent=_number(said.retries)))
    if said.discount:
        granted = escaped(_seller(said.discount_from, language))
        percent = _number(said.discount)
        parts.append(t("assume.discount", language, percent=percent, seller=granted))
    if said.vat:
        parts.append(t("assume.vat", language))
    lead = t("assume.lead", language, what=t("assume.join", language).join(parts))
    return " · ".join((*([lead] if parts else []), *floor_words(seen)))


def _thinking(seen: Lens) -> tuple[str, ...]:
    """What a level other than the normal one means, of one workload that thinks."""
    level, (job, *others) = seen.scenario.thinking, seen.jobs
    if others or level not in ("low", "high") or not job.reasoning:
        return ()
    tokens = count(round(job.reasoning), seen.language)
    return (t(f"assume.thinking.{level}", seen.language, tokens=tokens),)


def floor_words(seen: Lens) -> tuple[str, ...]:
    """The least score asked for, and how many offers are out or in without reaching it."""
    found, language = seen.floor, seen.language
    if found is None:
        return ()
    kept = "in" if seen.scenario.unscored else "out"
    scale = escaped(scale_name(found.scale, language))
    told = {"scale": scale, "least": _number(found.least), "below": len(found.below)}
    return (t(f"assume.floor.{kept}", language, unscored=len(found.unscored), **told),)


def _seller(provider: str, language: str) -> str:
    if not provider:
        return t("assume.all", language)
    found = (seller(o, language) for o in default_catalog() if o.provider == provider)
    return next(found, provider)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _fx_words(rate: FxRate, language: str) -> str:
    doubt = "source.stale" if rate.stale else "source.assumed" if rate.assumed else "source.firm"
    return t(
        "source.fx" if rate.day else "source.fx_fixed",
        language,
        base=rate.base,
        quote=rate.quote,
        rate=f"{rate.shown:f}",
        day=rate.day,
        doubt=t(doubt, language),
    )
