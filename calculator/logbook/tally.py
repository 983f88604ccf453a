"""Files counted: their price buckets, how each was understood, and the lines that are in none."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.engine import together
from calculator.counterfactual.counting import count_for
from calculator.counterfactual.targets import Target
from calculator.logbook.reading import Opened
from calculator.logs.found import Recognised, Rejected

if TYPE_CHECKING:
    from pricing.catalog import Catalog

SHOW_LINES_UP_TO = 200_000_000
"""Bytes of files that are read once more to say in which lines the unreadable rows are."""
_ABOUT = b"tokenfare"


@dataclass(frozen=True, slots=True)
class Tally:
    """What some files come to, before any price."""

    buckets: pa.Table
    files: tuple[Recognised, ...]
    rejected: tuple[Rejected, ...]
    """What could not be read, by reason; in large files only the lines that are not among rows."""
    left_out: tuple[Rejected, ...]
    """Of these, the lines that are not among the rows of the buckets."""
    moved_by: int = 0
    """Seconds by which every time was moved."""

    def as_table(self) -> pa.Table:
        """The tally as a table that can be kept in a file."""
        about = {
            "files": [asdict(file) for file in self.files],
            "rejected": [asdict(kind) for kind in self.rejected],
            "left_out": [asdict(kind) for kind in self.left_out],
            "moved_by": self.moved_by,
        }
        return self.buckets.replace_schema_metadata({_ABOUT: json.dumps(about).encode()})

    @classmethod
    def of_table(cls, table: pa.Table) -> Tally:
        """A tally that was kept."""
        about: dict[str, Any] = json.loads(table.schema.metadata[_ABOUT])
        return cls(
            table.replace_schema_metadata(None),
            tuple(Recognised(**file) for file in about["files"]),
            _kinds(about["rejected"]),
            _kinds(about["left_out"]),
            about["moved_by"],
        )


def tallied(
    opened: Opened,
    catalog: Catalog,
    targets: Sequence[Target],
    labels: Sequence[str],
    size: int,
) -> Tally:
    """Count an open log, in one scan; another one tells the lines of what could not be read.

    Args:
        opened: the log.
        catalog: price sheets.
        targets: where it may be moved to.
        labels: what to keep apart: key, tag, user.
        size: bytes of its files.
    """
    buckets = count_for([opened.log.told_of(opened.rows)], catalog, targets, labels)
    left_out = opened.log.left_out()
    unread = bool(left_out) or pc.any(pc.not_equal(buckets["unreadable"], "")).as_py()
    rejected = left_out
    if unread and size <= SHOW_LINES_UP_TO:
        rejected = opened.log.rejected
    return Tally(buckets, opened.log.recognised, rejected, left_out, opened.moved_by)


def merged(tallies: Sequence[Tally]) -> Tally:
    """Several tallies as one."""
    if len(tallies) == 1:
        return tallies[0]
    return Tally(
        together([tally.buckets for tally in tallies]),
        tuple(file for tally in tallies for file in tally.files),
        tuple(_by_reason(kind for tally in tallies for kind in tally.rejected)),
        tuple(_by_reason(kind for tally in tallies for kind in tally.left_out)),
        next((tally.moved_by for tally in tallies if tally.moved_by), 0),
    )


def _kinds(plain: list[dict[str, Any]]) -> tuple[Rejected, ...]:
    return tuple(Rejected(kind["code"], kind["rows"], tuple(kind["examples"])) for kind in plain)


def _by_reason(kinds: Iterable[Rejected]) -> list[Rejected]:
    found: dict[str, Rejected] = {}
    for kind in kinds:
        known = found.get(kind.code, Rejected(kind.code, 0, ()))
        places = (*known.examples, *kind.examples)[:3]
        found[kind.code] = Rejected(kind.code, known.rows + kind.rows, places)
    return sorted(found.values(), key=lambda kind: (-kind.rows, kind.code))


def bytes_of(files: Iterable[str | os.PathLike[str]]) -> int:
    """How large files are together."""
    return sum(Path(file).stat().st_size for file in files)
