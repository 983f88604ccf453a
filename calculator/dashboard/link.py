"""Share links: a scenario as the parameters of an address, by id, and back.

Version 1. A link says everything it shows, defaults included, so that it means the same when a
default changes; what is left out is what nobody chose. Reading never fails: whatever cannot be
used is left at its default and named, so that the reader can be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from calculator.dashboard.doubts import STEPS, USUAL
from calculator.dashboard.packed import pack, unpack
from calculator.dashboard.scenario import (
    AHEAD,
    CURRENCIES,
    FIRST_AHEAD,
    MOST_AHEAD,
    MOST_REQUESTS,
    PERS,
    SCOPES,
    SPANS,
    Scenario,
    own_ids,
)
from calculator.workload import THINKING_LEVELS

VERSION = "1"
LONGEST = 6_000
"""Characters of a whole query: what browsers, proxies and chat programs carry without loss."""
MOST_IDS = 600


class Known(NamedTuple):
    """The ids that exist today; a link may name others, from another time."""

    workloads: frozenset[str]
    offers: frozenset[str]
    sellers: frozenset[str]


class Ignored(NamedTuple):
    """A part of a link that could not be used."""

    param: str
    value: str


class Reading(NamedTuple):
    scenario: Scenario
    ignored: tuple[Ignored, ...]


class _Field(NamedTuple):
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


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,13}", text) or not 1 <= int(text) <= MOST_REQUESTS:
        raise ValueError(text)
    return int(text)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, text.split(","))))[:MOST_IDS]


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


_PERCENT = _number("0", "100")
FIELDS = (
    _Field("language", "lang", _one_of("en", "zh")),
    _Field("own", "jobs", unpack, pack),
    _Field("workload", "w", str),
    _Field("requests", "req", _whole, _optional),
    _Field("thinking", "think", _one_of(*THINKING_LEVELS), _optional),
    _Field("currency", "ccy", _one_of(*CURRENCIES)),
    _Field("fx", "fx", _number("0.01", "1000"), _plain),
    _Field("months", "n", _one_of(*SPANS)),
    _Field("scope", "in", _one_of(*SCOPES)),
    _Field("offers", "o", _ids, ",".join),
    _Field("without", "no", _ids, ",".join),
    _Field("claimed", "claims", _on, _flag),
    _Field("baseline", "now", str),
    _Field("cached", "cache", _PERCENT, _plain),
    _Field("batch", "batch", _PERCENT, _plain),
    _Field("retries", "retry", _number("0", "1000"), _unless_zero),
    _Field("discount", "off", _PERCENT, _unless_zero),
    _Field("discount_from", "off_at", str),
    _Field("vat", "vat", _on, _flag),
    _Field("view", "view", _one_of("bill", "makeup", "wide")),
    _Field("pair", "ab", _few(2, 2), ",".join),
    _Field("ahead", "f", _few(1, MOST_AHEAD), ",".join),
    _Field("ahead_growth", "fg", _change, _plain),
    _Field("ahead_months", "fn", _one_of(*AHEAD), _unless(FIRST_AHEAD)),
    _Field("ahead_per", "fp", _one_of(*PERS), _unless(PERS[0])),
    _Field("ahead_budget", "fb", _number("0.01", "999999999999"), _plain),
    _Field("ahead_doubts", "fd", _doubts, _write_doubts),
)
"""In the order of the address. A new choice is a line here and a field of `Scenario`."""


def encode(scenario: Scenario) -> dict[str, str]:
    """The parameters of a link, in order."""
    written = {f.param: f.write(getattr(scenario, f.name)) for f in FIELDS}
    return {"v": VERSION} | {param: text for param, text in written.items() if text}


def fitting(scenario: Scenario) -> dict[str, str] | None:
    """The parameters, or None where they are too long for a link.

    Workloads of one's own that are not looked at stay behind before a link grows too long.
    """
    own = scenario.workload in own_ids(len(scenario.own))
    for candidate in (scenario, *(() if own else (replace(scenario, own=()),))):
        params = encode(candidate)
        if len(urlencode(params)) <= LONGEST:
            return params
    return None


def decode(params: Mapping[str, str], known: Known, first: Scenario | None = None) -> Reading:
    """The scenario of a link; what it does not say, or says wrongly, as in `first`."""
    base = first if first is not None else Scenario()
    ignored: list[Ignored] = []
    found: dict[str, Any] = {}
    if params.get("v", VERSION) != VERSION:
        ignored.append(Ignored("v", params["v"]))
    for field in FIELDS:
        text = params.get(field.param)
        if text is None:
            continue
        try:
            found[field.name] = field.read(text)
        except (ValueError, KeyError):
            ignored.append(Ignored(field.param, text))
    _drop_unknown(found, known, len(found.get("own", base.own)), ignored)
    return Reading(replace(base, **found), tuple(ignored))


def _drop_unknown(found: dict[str, Any], known: Known, own: int, ignored: list[Ignored]) -> None:
    """Take out ids that do not exist, and name them."""
    workloads = known.workloads | set(own_ids(own))
    single = (
        ("workload", "w", workloads),
        ("baseline", "now", known.offers),
        ("discount_from", "off_at", known.sellers),
    )
    for name, param, ids in single:
        if name in found and found[name] not in ids:
            ignored.append(Ignored(param, found.pop(name)))
    several = (
        ("offers", "o", known.offers),
        ("without", "no", known.sellers),
        ("pair", "ab", known.offers),
        ("ahead", "f", known.offers),
    )
    for name, param, ids in several:
        if name in found:
            ignored += [Ignored(param, one) for one in found[name] if one not in ids]
            found[name] = tuple(one for one in found[name] if one in ids)
    if len(found.get("pair", ())) == 1:
        del found["pair"]
