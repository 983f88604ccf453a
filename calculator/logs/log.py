"""A log that was read: its rows, how each file was understood, and what could not be read."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from calculator.logs import reasons, sql
from calculator.logs.found import Recognised, Rejected, Skipped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from calculator.logs.assemble import Part
    from calculator.logs.source import Source
    from pricing.catalog import Catalog

EXAMPLES = 3
_LOOKED_AT = 1_000


class Log:
    """Usage from any files, as a DuckDB relation that is read anew each time it is asked.

    Keep the log for as long as its relation is used; `close` it, or use it in a `with` block, to
    remove unpacked archives at once.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        parts: Iterable[Part],
        recognised: Iterable[Recognised],
        folder: Path,
        currency: str | None = None,
    ) -> None:
        self.recognised = tuple(recognised)
        """How each file was understood."""
        self.settles = False
        """Whether the currency of a row tells who sold it, where the row does not."""
        self._connection, self._parts, self._currency = connection, tuple(parts), currency
        self._remove = weakref.finalize(self, shutil.rmtree, folder, True)

    @property
    def relation(self) -> DuckDBPyRelation:
        """Rows of usage, with the columns of `calculator.logs.columns.USAGE`."""
        return self._connection.sql("SELECT * FROM usage_rows")

    @property
    def told(self) -> DuckDBPyRelation:
        """The same without the columns of which no file says anything: each costs time."""
        return self.told_of(self.relation)

    def told_of(self, rows: DuckDBPyRelation) -> DuckDBPyRelation:
        """What is told of rows that were made of `relation`."""
        silent = [part.query.silent for part in self._parts if part.form.holds == "usage"]
        unsaid = frozenset[str]().union(*silent[:1]).intersection(*silent)
        return rows.project(", ".join(sql.name(n) for n in rows.columns if n not in unsaid))

    @property
    def bill(self) -> DuckDBPyRelation:
        """Rows of bills that have no token counts, with the columns of `columns.BILL`."""
        return self._connection.sql("SELECT * FROM bill_rows")

    def sold_by(self, seller: str | Catalog) -> None:
        """Say who sold it: one provider all of it; or, told by the currency of each row.

        Args:
            seller: a provider's id, whatever the files say; or price sheets: a model that several
                sell is then taken as that of whoever alone is paid in the currency of its row.
        """
        from calculator.logs.assemble import define_views, sold

        self._parts = tuple(sold(self._parts, seller, given=self._currency is not None))
        self.settles = not isinstance(seller, str)
        define_views(self._connection, self._parts)

    @cached_property
    def rejected(self) -> tuple[Rejected, ...]:
        """What could not be read, by reason; takes one more pass over the files."""
        rows: dict[str, int] = {}
        examples: dict[str, list[str]] = {}
        for part in self._parts:
            self._forget(part.source.rejects)
            for code, count, places in self._of(part):
                rows[code] = rows.get(code, 0) + count
                examples.setdefault(code, []).extend(places)
        found = [Rejected(c, n, tuple(examples[c][:EXAMPLES])) for c, n in rows.items()]
        return tuple(sorted(found, key=lambda kind: (-kind.rows, kind.code)))

    @cached_property
    def skipped(self) -> tuple[Skipped, ...]:
        """What is no usage, by reason; takes one more pass over the files."""
        rows: dict[str, int] = {}
        for part in self._parts:
            for because, count in self._connection.execute(part.query.skipped).fetchall():
                rows[because] = rows.get(because, 0) + count
        return tuple(Skipped(*found) for found in sorted(rows.items()))

    def left_out(self) -> tuple[Rejected, ...]:
        """Lines that are not among the rows, as of the last pass over them, by reason.

        They are cut off, or hold something else in a column of numbers; whoever has read `relation`
        to its end adds them to the rows with a `reject`, and spares the pass that `rejected` takes.
        """
        places: dict[str, list[str]] = {}
        for part in self._parts:
            for code, place in self._lines(part):
                places.setdefault(code, []).append(place)
        return tuple(Rejected(c, len(p), tuple(p[:EXAMPLES])) for c, p in sorted(places.items()))

    def progress(self) -> float | None:
        """How far the query that now runs has come, from 0 to 1; None where that is not known.

        For another thread to ask.
        """
        done: float = self._connection.query_progress()
        return min(done / 100, 1.0) if done >= 0 else None

    def stop(self) -> None:
        """Stop the query that now runs, which then fails. For another thread to ask."""
        self._connection.interrupt()

    def close(self) -> None:
        """Remove unpacked archives and let go of the files."""
        self._connection.close()
        self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _of(self, part: Part) -> list[tuple[str, int, list[str]]]:
        counts = self._connection.execute(part.query.rejected).fetchall()
        found: dict[str, tuple[int, list[str]]] = {code: (rows, []) for code, rows, _ in counts}
        for code, place in self._examples(part) if found else []:
            if code in found:  # else the count refused this line, and `_lines` tells it
                found[code][1].append(place)
        for code, place in self._lines(part):
            count, places = found.get(code, (0, []))
            found[code] = (count + 1, [*places, place] if len(places) < EXAMPLES else places)
        return [(code, count, places) for code, (count, places) in found.items()]

    def _lines(self, part: Part) -> list[tuple[str, str]]:
        """Code and place of each line that is not among the rows."""
        left_out = [
            (code, f"{shown}:{number}")
            for shown, lines in part.left_out.items()
            for number, code in lines
        ]
        return [*left_out, *self._refused(part)]

    def _examples(self, part: Part) -> list[tuple[str, str]]:
        from calculator.logs.select import compiled

        found: list[tuple[str, str]] = []
        mark = ":" if part.source.kind == "lines" else " row "
        for index, shown in enumerate(part.source.shown):
            source = part.source.of(index)
            self._forget(source.rejects)
            alone = compiled(part.form, source).examples
            rows = self._connection.execute(f"{alone} LIMIT {_LOOKED_AT}").fetchall()
            gone = self._rows_gone(source, part.left_out.get(shown, ()))
            found += [(code, f"{shown}{mark}{_counting(gone, record)}") for record, code in rows]
            if len(found) >= _LOOKED_AT:
                break
        return found

    def _rows_gone(self, source: Source, left_out: Iterable[tuple[int, str]]) -> list[int]:
        """Which rows of a file DuckDB did not number, as of the last pass over it."""
        lines = {line for line, _ in left_out}
        if self._has_table(source.rejects):
            asked = f"SELECT DISTINCT line FROM {source.rejects}"
            lines.update(line for (line,) in self._connection.execute(asked).fetchall())
        above = source.skip + (source.kind == "csv")
        return [line - above for line in sorted(lines)]

    def _refused(self, part: Part) -> list[tuple[str, str]]:
        """Code and place of each line that DuckDB could not read in the last scan."""
        from calculator.logs.typed import reasons_of

        table = part.source.rejects
        if not self._has_table(table):
            return []
        last = f"(SELECT max(scan_id) FROM {table}_scans)"
        asked = (
            "SELECT file_path, line, min(error_type), min(column_name) "
            f"FROM {table} NATURAL JOIN {table}_scans WHERE scan_id = {last} "
            "GROUP BY file_path, line ORDER BY file_path, line"
        )
        names = dict(zip(part.source.files, part.source.shown, strict=True))
        codes = reasons_of(part.source.columns, part.form)
        return [
            (reasons.of_line(error, codes.get(column)), f"{names[path]}:{line}")
            for path, line, error, column in self._connection.execute(asked).fetchall()
        ]

    def _forget(self, table: str) -> None:
        for name in (table, f"{table}_scans"):
            self._connection.execute(f"DROP TABLE IF EXISTS {name}")

    def _has_table(self, table: str) -> bool:
        asked = "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?"
        ((found,),) = self._connection.execute(asked, [table]).fetchall()
        return bool(found)


def _counting(gone: Iterable[int], row: int) -> int:
    """The row of a file that is the so-many-th of those without some."""
    for one in gone:
        row += one <= row
    return row
