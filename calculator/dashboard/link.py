"""Share links: a scenario as the parameters of an address, by id, and back.

Version 1. A link says everything it shows, defaults included, so that it means the same when a
default changes; what is left out is what nobody chose. Reading never fails: whatever cannot be
used is left at its default and named, so that the reader can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from calculator.dashboard.limits import LINK
from calculator.dashboard.link_fields import FIELDS, write_least
from calculator.dashboard.scenario import Scenario, own_ids
from calculator.quality.scales import OWN

VERSION = "1"


class Known(NamedTuple):
    """The ids that exist today; a link may name others, from another time."""

    workloads: frozenset[str]
    offers: frozenset[str]
    sellers: frozenset[str]
    scales: frozenset[str] = frozenset()


class Ignored(NamedTuple):
    """A part of a link that could not be used."""

    param: str
    value: str


class Reading(NamedTuple):
    scenario: Scenario
    ignored: tuple[Ignored, ...]


def encode(scenario: Scenario) -> dict[str, str]:
    """The parameters of a link, in order."""
    written = {f.param: f.write(getattr(scenario, f.name)) for f in FIELDS}
    return {"v": VERSION} | {param: text for param, text in written.items() if text}


def fitting(scenario: Scenario) -> dict[str, str] | None:
    """The parameters, or None where they are too long for a link.

    Workloads and scores of one's own that are not looked at stay behind before a link grows
    too long.
    """
    looked_at = scenario.workload in own_ids(len(scenario.own))
    scored = scenario.least is not None and scenario.least[0].startswith(f"{OWN}:")
    shorter = replace(
        scenario,
        own=scenario.own if looked_at else (),
        scores=scenario.scores if scored else (),
    )
    found = (encode(candidate) for candidate in (scenario, shorter))
    return next((params for params in found if len(urlencode(params)) <= LINK), None)


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
            found[field.name] = field.read(_short(text))
        except (ValueError, KeyError):
            ignored.append(Ignored(field.param, text))
    _drop_unknown(found, known, base, ignored)
    return Reading(replace(base, **found), tuple(ignored))


def _short(text: str) -> str:
    if len(text) > LINK:
        raise ValueError("longer than any link of ours")
    return text


def _drop_unknown(
    found: dict[str, Any], known: Known, base: Scenario, ignored: list[Ignored]
) -> None:
    """Take out ids that do not exist, and name them."""
    workloads = known.workloads | set(own_ids(len(found.get("own", base.own))))
    single = (
        ("workload", "w", workloads),
        ("baseline", "now", known.offers),
        ("discount_from", "off_at", known.sellers),
        ("opened", "price", known.offers),
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
    scales = known.scales | {scale.key for scale in found.get("scores", base.scores)}
    if "least" in found and found["least"][0] not in scales:
        ignored.append(Ignored("q", write_least(found.pop("least"))))
    if len(found.get("pair", ())) == 1:
        del found["pair"]
