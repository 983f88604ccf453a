"""Rows with the number of their bucket, and what is needed to read that number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

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
    names, complete = look(rows)
    cuts = [WHOLE if complete else book.union, *map(book.cuts, names)]
    layout = layout_for(cuts, rows.columns)
    keys = (BUCKET, TEXT) if has_text(rows.columns, complete=complete) else (BUCKET,)
    joining = beside(rows, table(table_of(names, cuts[1:]))) if names else nullcontext()
    with joining as joined:
        frame = numbered(rows, layout, cuts[0], joined, complete=complete)
        yield Numbered(frame, keys, layout, names, cuts)


def look(rows: Rows) -> tuple[list[Name], bool]:
    """Names at the head of a log, and whether they are all: an engine is told their cuts."""
    if rows.engine not in JOINABLE:
        return [], False
    head = rows.frame if rows.in_memory else rows.frame.head(LOOK_AT)
    present = [name for name in NAMES if name in rows.columns]
    gaps = {name: nw.col(name).fill_null(unsaid(name)) for name in present}
    found = head.select(**gaps).unique().collect("pyarrow").to_native()
    size = len(found)
    columns = [found[n].to_pylist() if n in present else [unsaid(n)] * size for n in NAMES]
    names = sorted(zip(*columns, strict=True))[: MOST_NAMES - 1]
    return names, rows.in_memory and len(names) == size


def unsaid(name: str) -> str:
    """What it means that a log does not say a provider, model or service tier."""
    return "standard" if name == "service_tier" else ""
