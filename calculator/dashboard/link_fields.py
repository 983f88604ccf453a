"""How each choice is written in a link, and read from it: a line for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from calculator.dashboard.doubts import STEPS, USUAL
from calculator.dashboard.limits import LINK_IDS, REQUESTS, SEARCH
from calculator.dashboard.packed import pack, unpack
from calculator.dashboard.packed_scores import pack_scores, unpack_scores
from calculator.dashboard.scenario import (
    AHEAD,
    CURRENCIES,
    FIRST_AHEAD,
    MOST_AHEAD,
    PERS,
    SCOPES,
    SPANS,
    TIERS,
)
from calculator.quality.own_scores import is_score
from calculator.workload import THINKING_LEVELS


class Field(NamedTuple):
    """How one choice is written in an address, and read from it."""

    name: str
    param: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    """An empty text leaves the parameter out."""


def _one_of(*options: Any) -> Callable[[str], Any]:
    known = {str(option): option for option in options}
    return lambda text: known[text]


def _number(least: str, most: str) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text):
            raise ValueError(text)
        number = Decimal(text)
        if not Decimal(least) <= number <= Decimal(most):
            raise ValueError(text)
        return number

    return read


_WHOLE = 100
_PERCENT = _number("0", "100")


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,13}", text) or not 1 <= int(text) <= REQUESTS:
        raise ValueError(text)
    return int(text)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, text.split(","))))[:LINK_IDS]


def _few(least: int, most: int) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        ids = _ids(text)
        if not least <= len(ids) <= most:
            raise ValueError(text)
        return ids

    return read


def _doubts(text: str) -> tuple[tuple[str, str], ...]:
    """Such as `volume:1.5,growth:5`, in the forecast's own order."""
    found = dict(part.split(":") for part in text.split(","))
    if any(step not in STEPS[name] for name, step in found.items()):
        raise ValueError(text)
    given = {name: found.get(name, usual) for name, usual in USUAL.items()}
    return tuple((name, step) for name, step in given.items() if step != USUAL[name])


def _write_doubts(doubts: tuple[tuple[str, str], ...]) -> str:
    return ",".join(f"{name}:{step}" for name, step in doubts)


def _least(text: str) -> tuple[str, Decimal]:
    """Such as `MMLU-Pro:85`: a scale by its key, and a score on it."""
    key, _, score = text.rpartition(":")
    if not key or not is_score(score):
        raise ValueError(text)
    return key, Decimal(score)


def write_least(least: tuple[str, Decimal] | None) -> str:
    return "" if least is None else f"{least[0]}:{_plain(least[1])}"


def _tiers(text: str) -> tuple[tuple[str, Decimal], ...]:
    """Such as `flex:30,priority:5`: together at most 100 %."""
    found = {name: _PERCENT(share) for name, share in (p.split(":") for p in text.split(","))}
    if not found.keys() <= set(TIERS) or sum(found.values()) > _WHOLE:
        raise ValueError(text)
    return tuple((name, found[name]) for name in TIERS if name in found)


def _write_tiers(tiers: tuple[tuple[str, Decimal], ...]) -> str:
    return ",".join(f"{name}:{_plain(share)}" for name, share in tiers)


def _words(text: str) -> str:
    if len(text) > SEARCH or not text.isprintable():
        raise ValueError(text)
    return text.strip()


def _change(text: str) -> Decimal:
    """Growth: a number that may be negative."""
    if text.startswith("-"):
        return -_number("0", "20")(text.removeprefix("-"))
    return _number("0", "100")(text)


def _unless(usual: Any) -> Callable[[Any], str]:
    return lambda value: "" if value == usual else str(value)


def _on(text: str) -> bool:
    if text != "1":
        raise ValueError(text)
    return True


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _unless_zero(number: Decimal) -> str:
    return _plain(number) if number else ""


def _flag(on: bool) -> str:
    return "1" if on else ""


def _optional(value: Any) -> str:
    return "" if value is None else str(value)


FIELDS = (
    Field("language", "lang", _one_of("en", "zh")),
    Field("own", "jobs", unpack, pack),
    Field("workload", "w", str),
    Field("requests", "req", _whole, _optional),
    Field("thinking", "think", _one_of(*THINKING_LEVELS), _optional),
    Field("currency", "ccy", _one_of(*CURRENCIES)),
    Field("fx", "fx", _number("0.01", "1000"), _plain),
    Field("months", "n", _one_of(*SPANS)),
    Field("scope", "in", _one_of(*SCOPES)),
    Field("offers", "o", _ids, ",".join),
    Field("without", "no", _ids, ",".join),
    Field("claimed", "claims", _on, _flag),
    Field("scores", "scores", unpack_scores, pack_scores),
    Field("least", "q", _least, write_least),
    Field("unscored", "q_all", _on, _flag),
    Field("baseline", "now", str),
    Field("cached", "cache", _PERCENT, _plain),
    Field("batch", "batch", _PERCENT, _plain),
    Field("tiers", "tier", _tiers, _write_tiers),
    Field("retries", "retry", _number("0", "1000"), _unless_zero),
    Field("discount", "off", _PERCENT, _unless_zero),
    Field("discount_from", "off_at", str),
    Field("vat", "vat", _on, _flag),
    Field("view", "view", _one_of("bill", "makeup", "wide")),
    Field("pair", "ab", _few(2, 2), ",".join),
    Field("ahead", "f", _few(1, MOST_AHEAD), ",".join),
    Field("ahead_growth", "fg", _change, _plain),
    Field("ahead_months", "fn", _one_of(*AHEAD), _unless(FIRST_AHEAD)),
    Field("ahead_per", "fp", _one_of(*PERS), _unless(PERS[0])),
    Field("ahead_budget", "fb", _number("0.01", "999999999999"), _plain),
    Field("ahead_doubts", "fd", _doubts, _write_doubts),
    Field("search", "s", _words),
    Field("opened", "price", str),
)
"""In the order of the address. A new choice is a line here and a field of `Scenario`."""
