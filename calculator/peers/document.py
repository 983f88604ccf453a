"""The comparison of the whole book as a Markdown document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from calculator.peers.compare import SourceReport
from calculator.peers.findings import EQUAL
from calculator.peers.implied import rate_words
from calculator.peers.words import MEANING, ORDER, Group, groups, heading

COMMAND = "tokenfare sheets compare-sources --markdown"
INTRODUCTION = (
    "Each rate that either list states is set beside the other at that moment; a model that is no",
    "longer sold at its last one. Nothing is averaged: a difference has one cause, the place in",
    "our book where their number stands. Of several places the one that explains most of a price's",
    "differing rates counts (input and output together are evidence, one number may be chance), an",
    "exact number before a converted one, and the nearest: what holds at the same moment before",
    "another date, another date before another list.",
)
NAMED = 8
"""How many models of a provider are named; the JSON has all."""
_USUAL_RATE = Decimal(7)
_WHOLE = ("all", "on sale")


def markdown(report: SourceReport) -> str:
    """The comparison as a document: counts, exchange rates, differences, what is missing."""
    parts = (_top, _counts, _conversions, _differences, _whole_prices, _not_compared)
    return "\n".join(line for part in parts for line in part(report)) + "\n"


def _top(report: SourceReport) -> Iterator[str]:
    yield "# Other price lists beside ours"
    yield ""
    yield f"Made by `{COMMAND}`; not edited by hand. {_capital(heading(report))}."
    yield ""
    yield from INTRODUCTION
    yield ""
    yield from _table(["cause", "it means"], ([c, MEANING[c]] for c in ORDER))


def _counts(report: SourceReport) -> Iterator[str]:
    yield "## Counts"
    yield ""
    causes = [c for c in (EQUAL, *ORDER) if any(report.causes(p)[c] for p in report.unlisted)]
    header = ["peer", "offers", "rates", *causes, "offers not there", "models not here"]
    yield from _table(header, ([*_counted(report, peer, causes)] for peer in report.unlisted))


def _counted(report: SourceReport, peer: str, causes: Sequence[str]) -> Iterator[str]:
    counts = report.causes(peer)
    yield next(name for name in report.peers if name.startswith(peer))
    yield str(len({f.offer.id for f in report.findings if f.record.peer == peer}))
    yield str(counts.total())
    yield from (str(counts[cause]) for cause in causes)
    yield str(len(report.unlisted[peer]))
    yield str(len(report.unknown[peer]))


def _conversions(report: SourceReport) -> Iterator[str]:
    rows = [
        [peer, provider, rate_words(rate)]
        for peer, found in report.habits.items()
        for provider, rates in found.items()
        for rate in rates
    ]
    if rows:
        yield "## Exchange rates that peers converted at"
        yield ""
        yield "Seen in more than one price; one rate for all dates."
        yield ""
        yield from _table(["peer", "their provider", "rate"], rows)


def _differences(report: SourceReport) -> Iterator[str]:
    yield "## Differences, most expensive first"
    yield ""
    yield "Theirs against ours, per million tokens."
    yield ""
    rate = report.market.shown if report.market else _USUAL_RATE
    found = groups(f for f in report.differences() if f.kind not in _WHOLE and f.theirs is not None)
    found += groups(f for f in report.differences() if f.kind in ("bounds", "hours"))
    found.sort(key=lambda group: (-group.dollars(rate), group.first.offer.id))
    header = ["our offer", "their id", "cause", "rates", "evidence"]
    yield from _table(header, (_difference(group) for group in found))


def _difference(group: Group) -> list[str]:
    first = group.first
    theirs = f"{first.record.peer} `{first.record.id}`"
    return [f"`{first.offer.id}`", theirs, first.cause, group.rates, first.evidence]


def _whole_prices(report: SourceReport) -> Iterator[str]:
    """What one side has and the other has not, with the offers that it is true of."""
    yield "## Prices that only one side has"
    yield ""
    lone = [f for f in report.differences() if f.kind in _WHOLE or f.theirs is None]
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for f in (f for f in lone if f.kind not in ("bounds", "hours")):
        found.setdefault((f.record.peer, f.cause, f.evidence), {})[f.offer.id] = None
    rows = ([*key, ", ".join(f"`{offer}`" for offer in found[key])] for key in sorted(found))
    yield from _table(["peer", "cause", "what", "our offers"], rows)


def _not_compared(report: SourceReport) -> Iterator[str]:
    yield "## Models that only one side has"
    yield ""
    for peer in report.unlisted:
        yield f"**{peer}** does not list these offers of ours:"
        yield ""
        yield from _by_provider((o.provider, o.model) for o in report.unlisted[peer])
        yield f"**{peer}** lists these models of our providers, which our book has not:"
        yield ""
        yield from _by_provider((r.provider, r.model) for r in report.unknown[peer])


def _by_provider(names: Iterable[tuple[str, str]]) -> Iterator[str]:
    found: dict[str, list[str]] = {}
    for provider, model in names:
        found.setdefault(provider, []).append(model)
    for provider in sorted(found):
        models = sorted(found[provider])
        more = f" and {len(models) - NAMED} more" if len(models) > NAMED else ""
        yield f"- {provider} ({len(models)}): {', '.join(models[:NAMED])}{more}"
    yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| {' | '.join('---' for _ in header)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _capital(said: str) -> str:
    return said[0].upper() + said[1:]
