"""Rows with the number of their bucket, and what is needed to read that number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw
import pyarrow as pa

from calculator.bulk.arrays import table
from calculator.bulk.beside import JOINABLE, beside
from calculator.bulk.bounds import table_of
from calculator.bulk.buckets import BUCKET, TEXT, has_text, numbered
from calculator.bulk.cuts import WHOLE, Cuts
from calculator.bulk.frames import NAMES, Rows
from calculator.bulk.known import Book, Name
from calculator.bulk.layout import NAMES as MOST_NAMES
from calculator.bulk.layout import Layout, layout_for

LOOK_AT = 20_000
"""Rows of a log too large for memory that are looked at for names."""


class Numbered(NamedTuple):
    """Rows of a log, each with its bucket. Rows with equal `keys` have one price."""

    frame: nw.LazyFrame[Any]
    keys: tuple[str, ...]
    layout: Layout
    names: list[Name]
    """The names that have numbers of their own, from 1."""
    cuts: list[Cuts]
    """The cuts of number 0, which stands for every other name, and of those."""


@contextmanager
def numbering(rows: Rows, book: Book) -> Iterator[Numbered]:
    """Number the rows of a log, for as long as the block lasts."""
    names, complete, gaps = look(rows)
    cuts = [WHOLE if complete else book.union, *map(book.cuts, names)]
    layout = layout_for(cuts, rows.columns)
    keys = (BUCKET, TEXT) if has_text(rows.columns, complete=complete) else (BUCKET,)
    joining = beside(rows, table(table_of(names, cuts[1:]))) if names else nullcontext()
    with joining as joined:
        frame = numbered(rows, layout, cuts[0], joined, gaps=gaps, complete=complete)
        yield Numbered(frame, keys, layout, names, cuts)


def look(rows: Rows) -> tuple[list[Name], bool, frozenset[str]]:
    """Names at the head of a log, whether they are all, and which of their parts have gaps."""
    present = [name for name in NAMES if name in rows.columns]
    if rows.engine not in JOINABLE:
        return [], False, frozenset(present)
    head = rows.frame if rows.in_memory else rows.frame.head(LOOK_AT)
    found = head.select(*present).unique().collect("pyarrow").to_native()
    columns = [_said(found, name) for name in NAMES]
    names = sorted(set(zip(*columns, strict=True)))
    gaps = frozenset(name for name in present if found[name].null_count)
    return names[: MOST_NAMES - 1], rows.in_memory and len(names) < MOST_NAMES, gaps


def _said(found: pa.Table, name: str) -> list[str]:
    if name not in found.column_names:
        return [unsaid(name)] * len(found)
    return [unsaid(name) if text is None else text for text in found[name].to_pylist()]


def unsaid(name: str) -> str:
    """What it means that a log does not say a provider, model or service tier."""
    return "standard" if name == "service_tier" else ""
