"""`price_files`: what log files cost, how much of them that covers, and what they might have."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calculator.bulk.finish import finish
from calculator.bulk.frames import LABELS
from calculator.bulk.priced import PricedLog
from calculator.bulk.writing import write_rows
from calculator.counterfactual.ranked import Repriced
from calculator.counterfactual.reprice import ranking
from calculator.focus import FOCUS_BY
from calculator.logbook.asked import Asked
from calculator.logbook.parts import tallied_in
from calculator.logbook.reading import Reading, opened
from calculator.logbook.tally import Tally, bytes_of, tallied
from calculator.logbook.watch import Tell, watched
from calculator.logs.files import named
from calculator.logs.found import Rejected
from calculator.logs.sellers import taken

Paths = Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class Account:
    """A priced log with the files it is from."""

    asked: Asked
    reading: Reading
    tally: Tally
    priced: PricedLog
    repriced: Repriced | None
    """Where other offers were asked about."""

    @property
    def rows_in(self) -> int:
        """Rows and lines of usage in the files: priced, or unpriced with a reason."""
        return self.priced.rows + self._lines

    @property
    def rows_unpriced(self) -> int:
        return self.priced.rows_unpriced + self._lines

    @property
    def lines_left_out(self) -> tuple[Rejected, ...]:
        """Lines so damaged that they are no rows, by reason."""
        return self.tally.left_out

    @property
    def _lines(self) -> int:
        return sum(kind.rows for kind in self.tally.left_out)

    @property
    def is_floor(self) -> bool:
        """Whether something is missing in the totals, so that the true cost is higher."""
        return self.rows_unpriced > 0

    def assumptions(self) -> Iterator[tuple[str, str]]:
        """What the user said that the files do not: code and value."""
        if self.tally.moved_by and self.reading.start:
            yield "moved", self.reading.start.isoformat()
        if self.reading.model:
            yield "model", self.reading.model
        if self.reading.seller:
            yield "seller", self.reading.seller

    def for_focus(self) -> PricedLog:
        """The log grouped as a FOCUS file needs it."""
        by = [name for name in FOCUS_BY if name not in LABELS or name in self.asked.labels]
        return finish(self.tally.buckets, self.asked.book, by)

    def to_dict(self) -> dict[str, Any]:
        """The whole account as plain JSON values; amounts are exact texts."""
        found = {
            "files": [
                {"file": f.file, "format": f.format, "convention": f.convention}
                for f in self.tally.files
            ],
            "rows_in": self.rows_in,
            "rows_priced": self.priced.rows_priced,
            "rows_unpriced": self.rows_unpriced,
            "unreadable": [
                {"reason": kind.reason, "rows": kind.rows, "examples": list(kind.examples)}
                for kind in self.tally.rejected
            ],
            "assumed": dict(self.assumptions()),
        }
        found |= {k: v for k, v in self.priced.to_dict().items() if k not in ("rows", "floor")}
        found["floor"] = self.is_floor
        if self.repriced is not None:
            found["would_have_cost"] = self.repriced.to_dict()
        return found


def price_files(
    files: Paths,
    asked: Asked | None = None,
    reading: Reading | None = None,
    *,
    rows: Path | None = None,
    tell: Tell | None = None,
) -> Account:
    """Price log files.

    Args:
        files: paths, folders and patterns.
        asked: the question; the packaged prices, by day and model, where left out.
        reading: how to read the files, where they do not say.
        rows: also write every row with its cost to this `.parquet` or `.csv` file.
        tell: told how far the work is.

    Raises:
        LogError: a file cannot be read.
        UsageError, MissingRateError: as in `price_log` and `reprice`.
    """
    question, how = asked or Asked(), reading or Reading()
    return account_of(_tallied(_found(files), question, how, rows, tell), question, how)


def price_files_in(
    folder: Path,
    files: Paths,
    asked: Asked,
    reading: Reading,
    *,
    rows: bool = False,
    tell: Tell | None = None,
) -> Account:
    """Price log files one by one, keeping in a folder what each comes to.

    A file that was finished is not counted again, unless it, the prices or the question changed.

    Args:
        folder: where parts are kept, and with `rows` each file's rows with their costs.
        files: paths, folders and patterns.
        asked: the question.
        reading: how to read the files, where they do not say.
        rows: whether rows are written, to `rows/` in the folder.
        tell: told how far the work is.

    Raises:
        LogError, UsageError, MissingRateError: as in `price_files`.
    """
    tally = tallied_in(folder, _found(files), asked, reading, rows=rows, tell=tell)
    return account_of(tally, asked, reading)


def account_of(tally: Tally, asked: Asked, reading: Reading) -> Account:
    """Price what was counted.

    Raises:
        MissingRateError: no exchange rate for a currency on a day of use.
    """
    repriced = None
    if asked.targets:
        repriced = ranking(
            tally.buckets,
            asked.catalog,
            asked.targets,
            asked.switch,
            by=asked.by,
            currency=asked.currency,
            fx=asked.fx,
        )
        priced = repriced.actual
    else:
        priced = finish(tally.buckets, asked.book, asked.by, currency=asked.currency, fx=asked.fx)
    if settled := _settled(tally, asked):
        priced = replace(priced, notes=(*settled, *priced.notes))
    return Account(asked, reading, tally, priced, repriced)


def _settled(tally: Tally, asked: Asked) -> tuple[str, ...]:
    """What the currency of the bill has told about who sold it."""
    named = tally.buckets.select(["provider", "model"]).group_by(["provider", "model"])
    pairs = named.aggregate([]).to_pylist()
    return taken([(pair["provider"] or "", pair["model"] or "") for pair in pairs], asked.catalog)


def _tallied(
    paths: list[Path], asked: Asked, reading: Reading, rows: Path | None, tell: Tell | None
) -> Tally:
    with opened(paths, reading, catalog=asked.catalog, quick=rows is None) as found:
        half = 0.6 if rows else 0.0
        if rows is not None:
            with watched(found.log, "rows", tell, 0, half):
                write_rows(found.rows, asked.book, rows)
        with watched(found.log, "count", tell, half, 1 - half):
            return tallied(found, asked.catalog, asked.targets, asked.labels, bytes_of(paths))


def _found(files: Paths) -> list[Path]:
    several = [file for path in files for file in named(str(path))]
    return list({file.resolve(): file for file in several}.values())
