"""Who is right on each class of difference: `verdicts.yaml`, and which entry a case falls under."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pricing.files import strict_yaml
from tests.peers.comparing import Case

FILE = Path(__file__).parent / "verdicts.yaml"
RIGHT = ("ours", "theirs", "open")


class Verdict(NamedTuple):
    """One answer, with its reason and its source."""

    kind: str
    peers: tuple[str, ...]
    offers: tuple[str, ...]
    """Empty where it holds for every offer."""
    right: str
    """`ours`, `theirs`, or `open` where no source decides."""
    why: str
    source: str

    def covers(self, kind: str, case: Case) -> bool:
        return (
            kind == self.kind
            and case.record.peer in self.peers
            and (not self.offers or case.offer.id in self.offers)
        )


@cache
def verdicts() -> tuple[Verdict, ...]:
    """Every entry of the file."""
    entries = strict_yaml.read(FILE).data["verdicts"]
    return tuple(
        Verdict(
            entry["class"],
            tuple(entry["peers"]),
            tuple(entry.get("offers", ())),
            entry["right"],
            entry["why"],
            entry["source"],
        )
        for entry in entries
    )


def verdict_of(kind: str, case: Case) -> Sequence[Verdict]:
    """The entries that cover one class of a case: there should be one."""
    return [verdict for verdict in verdicts() if verdict.covers(kind, case)]
