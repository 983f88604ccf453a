"""A folder in which each file's part is kept, so that work that was stopped goes on from there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from calculator.bulk.writing import write_rows
from calculator.files import aside, clear
from calculator.logbook.asked import Asked
from calculator.logbook.reading import Opened, Reading, form_of, opened, plain
from calculator.logbook.tally import Tally, bytes_of, merged, tallied
from calculator.logbook.watch import Tell, watched

DONE = "summary.json"
"""Stands in the folder only when all of it is complete."""
PARTS, ROWS = ".parts", "rows"
_IDENTITY = b"identity"
SMALL, MANY, PACK = 1_000_000, 8, 32
"""Bytes of a small file; how many of them are counted in packs; and how many are in one."""


class Unit(NamedTuple):
    """Files that are read together, and the name of their part."""

    files: tuple[Path, ...]
    name: str


def tallied_in(
    folder: Path,
    files: Sequence[Path],
    asked: Asked,
    reading: Reading,
    *,
    rows: bool,
    tell: Tell | None,
) -> Tally:
    """Count files one after the other, those without a part of the same identity only.

    A part's identity are the content of its files, the price book and everything that was asked.
    """
    _begin(folder, rows=rows)
    with opened(files, reading, catalog=asked.catalog) as found:
        units, moved_by = units_of(files, found, reading), found.moved_by
    units = units if rows else packed(units)
    about = [version("tokenfare"), asked.plain(), plain(reading), moved_by, rows]
    done, whole = 0, max(1, bytes_of(files))
    tallies = []
    for unit in units:
        identity, size = _identity(unit, about), bytes_of(unit.files)
        part = folder / PARTS / f"{unit.name}.parquet"
        tally = _kept(part, identity)
        if tally is None:
            part.unlink(missing_ok=True)
            place = folder / ROWS / part.name if rows else None
            with (
                opened(
                    unit.files, reading, moved_by, catalog=asked.catalog, quick=not rows
                ) as found,
                watched(found.log, unit.name, tell, done / whole, size / whole),
            ):
                tally = _made(found, asked, size, place)
            _keep(tally, part, identity)
        done += size
        tallies.append(tally)
    _drop_others(folder, {f"{unit.name}.parquet" for unit in units})
    return merged(tallies)


def _begin(folder: Path, *, rows: bool) -> None:
    """Make the folder ready; from now on it does not look complete."""
    for place in (folder, folder / PARTS, *([folder / ROWS] if rows else [])):
        place.mkdir(parents=True, exist_ok=True)
        clear(place)
    (folder / DONE).unlink(missing_ok=True)


def _made(found: Opened, asked: Asked, size: int, rows: Path | None) -> Tally:
    """The tally of open files; their rows are written first, so that a part vouches for them."""
    if rows is not None:
        write_rows(found.rows, asked.book, rows)
    return tallied(found, asked.catalog, asked.targets, asked.labels, size)


def units_of(files: Sequence[Path], found: Opened, reading: Reading) -> list[Unit]:
    """Each file by itself, but those together that say something of each other."""
    groups: dict[str, list[Path]] = {}
    for file in files:
        inside = f"{file}/"
        formats = {
            r.format
            for r in found.log.recognised
            if r.file == str(file) or r.file.startswith(inside)
        }
        groups.setdefault(_bond(formats, found, reading) or str(file), []).append(file)
    stems = [group[0].name.split(".")[0] for group in groups.values()]
    return [
        Unit(tuple(group), stem if stems.count(stem) == 1 else f"{stem}-{_short(group[0])}")
        for group, stem in zip(groups.values(), stems, strict=True)
    ]


def packed(units: Sequence[Unit]) -> list[Unit]:
    """Many small files by the dozen, since planning a count takes longer than counting them.

    Neighbours stay together, so that files which are added later change the last pack alone.
    """
    small = [unit for unit in units if len(unit.files) == 1 and bytes_of(unit.files) <= SMALL]
    if len(small) < MANY:
        return list(units)
    packs = [small[i : i + PACK] for i in range(0, len(small), PACK)]
    several = [
        Unit(tuple(unit.files[0] for unit in pack), f"{pack[0].name}-and-on") for pack in packs
    ]
    return [*(unit for unit in units if unit not in small), *several]


def _bond(formats: Iterable[str], found: Opened, reading: Reading) -> str | None:
    """What ties a file to others: a cost file beside it, or blocks that an earlier one may have."""
    forms = {r.format: form_of(r.format, reading) for r in found.log.recognised}
    beside = {f.currency_beside: f.id for f in forms.values() if f.currency_beside}
    for name in sorted(formats):
        if forms[name].prefix_blocks or forms[name].currency_beside:
            return f"format {name}"
        if name in beside:
            return f"format {beside[name]}"
    return None


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def _identity(unit: Unit, about: list[object]) -> str:
    digest = hashlib.sha256(json.dumps(about, default=str).encode())
    for file in unit.files:
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
        digest.update(str(file).encode())
    return digest.hexdigest()


def _kept(part: Path, identity: str) -> Tally | None:
    """The tally of a part, if it was kept for the same files, prices and question."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(part)
    except (OSError, pa.ArrowInvalid):
        return None
    about = table.schema.metadata or {}
    return Tally.of_table(table) if about.get(_IDENTITY) == identity.encode() else None


def _keep(tally: Tally, part: Path, identity: str) -> None:
    from pyarrow import parquet

    table = tally.as_table()
    about = {**(table.schema.metadata or {}), _IDENTITY: identity.encode()}
    with aside(part) as place:
        parquet.write_table(table.replace_schema_metadata(about), place, compression="zstd")


def _drop_others(folder: Path, names: set[str]) -> None:
    """Remove parts of files that are not asked about any more: the folder holds one result."""
    for place in (folder / PARTS, folder / ROWS):
        for file in place.glob("*.parquet"):
            if file.name not in names:
                file.unlink()
