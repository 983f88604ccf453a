"""A comparison with other price lists in words, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from calculator.peers.compare import SourceReport
from calculator.peers.findings import EQUAL, MISSING_HERE, MISSING_THERE, Finding
from calculator.peers.places import CAUSES
from pricing.money import show_rate

SHOWN = 4
"""How many sizes and service tiers a line names; the JSON has all."""
ORDER = (*CAUSES, "FX", "unit", MISSING_THERE, MISSING_HERE, "stale here", "stale there", "other")
"""Causes as they are tried."""
NEEDS_A_PERSON = ("stale here", "other")
MEANING = {
    "hour band": "theirs is our price at other hours, or changes at other hours",
    "tier": "theirs is our price for requests of another size, or changes at another size",
    "thinking": "theirs is our price in the other mode, or is billed on reasoning tokens alone",
    "service tier": "theirs is our price for another service tier",
    "date": "theirs is a price that we have for other dates",
    "region/list": "theirs is the price on another list that sells the model",
    "FX": "theirs is our price, converted at one rate for all dates",
    "unit": "theirs is ours times a power of ten",
    MISSING_THERE: "we have a price and they have none, or 0",
    MISSING_HERE: "they have a price and we have none",
    "stale here": "theirs is dated, or was checked, after ours",
    "stale there": "they looked before our price began",
    "other": "nothing above explains it",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Differences of one offer and one record that have one cause and one evidence."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def rates(self) -> str:
        """Theirs against ours, by service tier and size, of the first few of these."""
        told: dict[str, list[str]] = {}
        for f in self.findings:
            tier = "" if f.service_tier == "standard" else f.service_tier
            told.setdefault(" ".join(filter(None, (tier, f.size))), []).append(_rate(f))
        said = [": ".join(filter(None, (w, ", ".join(r)))) for w, r in told.items()]
        more = len(said) - SHOWN
        return "; ".join(said[:SHOWN] + ([f"and {more} more"] if more > 0 else []))

    def dollars(self, yuan_per_dollar: Decimal) -> Decimal:
        """The largest difference, in dollars per million tokens."""
        return max(_apart(f, yuan_per_dollar) for f in self.findings)


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Differences together by offer, record, cause and evidence, in the order found."""
    found: dict[tuple[str, ...], list[Finding]] = {}
    for f in findings:
        key = (f.offer.id, f.record.peer, f.record.id, f.cause, f.evidence)
        found.setdefault(key, []).append(f)
    return [Group(tuple(members)) for members in found.values()]


def text_lines(report: SourceReport, *, details: bool) -> Iterator[str]:
    """The comparison for a terminal: with `details` every rate, else what needs a person."""
    yield heading(report)
    if details:
        yield from _details(report)
        return
    for peer in report.unlisted:
        yield f"{peer}: {counted(report, peer)}"
    for group in groups(f for f in report.differences() if f.cause in NEEDS_A_PERSON):
        yield f"{group.first.offer.id} beside {group.first.record.peer} {group.first.record.id}"
        yield from _told(group)
    yield "Name models to see every difference, or ask for --markdown or --json."


def _details(report: SourceReport) -> Iterator[str]:
    found: dict[str, dict[tuple[str, str], list[Finding]]] = {o.id: {} for o in report.offers}
    for f in report.findings:
        found[f.offer.id].setdefault((f.record.peer, f.record.id), []).append(f)
    for offer in report.offers:
        yield f"{offer.id} ({offer.currency} per million tokens)"
        for (peer, record), members in found[offer.id].items():
            equal = [f.kind for f in members if f.cause == EQUAL]
            kinds = ", ".join(dict.fromkeys(equal))
            yield f"  {peer} {record}" + (f": {len(equal)} equal ({kinds})" if equal else "")
            for group in groups(f for f in members if f.cause != EQUAL):
                yield from ("  " + line for line in _told(group))
        listed = {peer for peer, _ in found[offer.id]}
        for peer in report.unlisted:
            if peer not in listed:
                yield f"  {peer}: {MISSING_THERE}"


def _told(group: Group) -> Iterator[str]:
    yield f"  {group.first.cause}: {group.rates}"
    yield f"    {group.first.evidence}"


def heading(report: SourceReport) -> str:
    """Book, moment, peers and the market's exchange rate."""
    there = ", ".join(report.peers) or "no other price list"
    market = f"; {report.market}" if report.market else ""
    return f"book {report.book_id} at {report.at:%Y-%m-%d %H:%M} UTC, beside {there}{market}"


def counted(report: SourceReport, peer: str) -> str:
    """How many offers and rates were compared, and how they ended."""
    causes = report.causes(peer)
    ended = ", ".join(f"{causes[cause]} {cause}" for cause in (EQUAL, *ORDER) if causes[cause])
    offers = len({f.offer.id for f in report.findings if f.record.peer == peer})
    missing = f"{len(report.unlisted[peer])} offers not listed there"
    return f"{offers} offers, {causes.total()} rates: {ended or 'none'}; {missing}"


def _rate(f: Finding) -> str:
    if f.theirs is None and f.ours is None:
        return f.kind
    theirs = "none" if f.theirs is None else show_rate(f.theirs, f.record.currency)
    ours = "none" if f.ours is None else show_rate(f.ours, f.offer.currency)
    return f"{f.kind} {theirs} against {ours}"


def _apart(f: Finding, yuan_per_dollar: Decimal) -> Decimal:
    if f.theirs is None or f.ours is None:
        return Decimal(0)
    theirs, ours = (
        amount / yuan_per_dollar if currency == "CNY" else amount
        for amount, currency in ((f.theirs, f.record.currency), (f.ours, f.offer.currency))
    )
    return abs(theirs - ours)
