"""The tables of `docs/peers.md`: counts of models and requests by class, and who is right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.peers.comparing import Case
from tests.peers.verdicts import Verdict, verdict_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "peers.md"
REQUESTS = 50
"""On each model that a peer and we both price; half as many at each other moment."""
_MARKED = re.compile(r"(<!-- tables -->\n).*?(<!-- end -->)", re.DOTALL)
Runs = Mapping[str, Sequence[Case]]
"""By name and version of a peer."""


def with_current_tables(text: str, runs: Runs) -> str:
    """The document with what stands between its marks made anew."""
    tables = "\n".join((*_counts(runs), "", *_classes(runs), ""))
    return _MARKED.sub(lambda mark: mark[1] + tables + mark[2], text)


def _counts(runs: Runs) -> Iterator[str]:
    rows = []
    for peer, cases in runs.items():
        equal = [case for case in cases if not case.classes]
        models = {case.offer.id for case in cases}
        differing = {case.offer.id for case in cases if case.classes}
        numbers = (len(models), len(models - differing), len(cases), len(equal))
        share = f"{100 * len(equal) / len(cases):.1f} %"
        rows.append([peer, *(f"{n:,}" for n in numbers), share])
    header = ["peer", "models", "always equal", "requests", "equal to the last digit", "share"]
    yield from _table(header, rows)


def _classes(runs: Runs) -> Iterator[str]:
    """A row for each verdict and peer, the most requests first."""
    found: dict[tuple[Verdict, str], list[Case]] = defaultdict(list)
    for cases in runs.values():
        for case in cases:
            for kind in case.classes:
                for verdict in verdict_of(kind, case):
                    found[verdict, case.record.peer].append(case)
    rows = (
        [
            verdict.kind,
            peer,
            f"{len({case.offer.id for case in cases}):,}",
            f"{len(cases):,}",
            verdict.right,
            verdict.why,
            verdict.source,
        ]
        for (verdict, peer), cases in sorted(
            found.items(), key=lambda item: (item[0][0].kind.casefold(), item[0][1], -len(item[1]))
        )
    )
    header = ["difference", "peer", "models", "requests", "right", "why", "source"]
    yield from _table(header, rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| {' | '.join('---' for _ in header)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
