"""How the text of a cell becomes a value: SQL that gives null, and says so, where it cannot."""

from __future__ import annotations

from decimal import Decimal
from fnmatch import fnmatchcase
from typing import NamedTuple

from calculator.logs import sql
from calculator.logs.cells import Cell, Cells
from calculator.logs.values import Amount, Condition, Count, Keys, Piece, Text

MONEY = "DECIMAL(38, 12)"
NONE = "NULL"
LARGEST = 10**15 - 1
"""Largest count that is read; more is a mistake, and could overflow a sum."""
_GROUPED = r"\s*[+-]?\d{1,3}([, ]\d{3})+(\.0*)?\s*"


class Value(NamedTuple):
    """A value in SQL and whether its cell is filled with something that is none."""

    sql: str
    unreadable: str = "false"


def text_of(cells: Cells, spec: Text | None) -> str:
    """A text or what it stands for; `NULL` where the file has no such column."""
    if spec is None:
        return NONE
    if spec.fixed is not None:
        return sql.text(spec.fixed)
    cell = cells.first(spec.paths)
    if cell is None:
        return NONE
    found = piece_of(cell, spec)
    return _translated(cells, found, spec) if spec.values else found


def piece_of(cell: Cell, spec: Piece) -> str:
    """The text of a cell, or the piece of it that is meant."""
    if spec.split is None:
        return cell.text
    return f"nullif(trim(split_part({cell.text}, {sql.text(spec.split)}, {spec.part})), '')"


def _translated(cells: Cells, found: str, spec: Text) -> str:
    small = f"lower(trim({found}))"
    cases = [
        f"WHEN {sql.matches(small, word)} THEN {NONE if means is None else sql.text(means)}"
        for word, means in spec.values.items()
    ]
    other = found if spec.others == "keep" else NONE
    # A word that is already what others stand for needs no search.
    settled = {means for means in spec.values.values() if means and not _renamed(means, spec)}
    quick = f"WHEN {found} IN ({', '.join(map(sql.text, sorted(settled)))}) THEN {found} "
    slow = f"(CASE {' '.join(cases)} ELSE {other} END)"
    keeps = settled and spec.others == "keep"
    return cells.kept(f"(CASE {quick if keeps else ''}WHEN {found} IS NOT NULL THEN {slow} END)")


def _renamed(word: str, spec: Text) -> bool:
    """Whether a word stands for another."""
    return any(
        fnmatchcase(word.lower(), key.lower()) and means != word
        for key, means in spec.values.items()
    )


def condition_of(cells: Cells, spec: Condition) -> str | None:
    """Whether it is so; None where the file has no such column. An empty cell is nothing else."""
    cell = cells.first(spec.paths)
    if cell is None:
        return None
    if spec.is_empty:
        return f"{cell.sql} IS NULL"
    small = f"lower(trim({cell.text}))"
    any_of = " OR ".join(sql.matches(small, word) for word in spec.is_ or spec.is_not)
    return f"coalesce({'NOT ' if spec.is_not else ''}({any_of}), false)"


def count_of(cells: Cells, spec: Count) -> Value | None:
    """A whole number; None where the file has no such column."""
    value = _stated(cells, spec)
    if spec.missing == "unknown":
        return value
    if value is None:
        return Value("0")
    filled = f"(CASE WHEN NOT ({value.unreadable}) THEN coalesce({value.sql}, 0) END)"
    return Value(filled, value.unreadable)


def _stated(cells: Cells, spec: Count) -> Value | None:
    if spec.keys is not None:
        return _from_keys(cells, spec.keys)
    if spec.sum:
        return _added([_whole(cells, cell, str(spec.times)) for cell in cells.every(spec.sum)])
    cell = cells.first(spec.paths)
    return _whole(cells, cell, str(spec.times)) if cell else None


def counted_in(cells: Cells, cell: Cell, unit: str) -> Value:
    """A count in units of so many, which is itself SQL."""
    return _whole(cells, cell, unit)


def bounded(value: str) -> str:
    """A count that can be added to others without an overflow."""
    return f"(CASE WHEN {value} BETWEEN -{LARGEST} AND {LARGEST} THEN {value} END)"


def _added(values: list[Value]) -> Value | None:
    if len(values) < 2:  # noqa: PLR2004
        return values[0] if values else None
    wrong = " OR ".join(value.unreadable for value in values)
    total = " + ".join(f"coalesce({bounded(value.sql)}, 0)" for value in values)
    empty = " AND ".join(f"{value.sql} IS NULL" for value in values)
    return Value(f"(CASE WHEN NOT ({empty} OR {wrong}) THEN {total} END)", f"({wrong})")


def _whole(cells: Cells, cell: Cell, times: str) -> Value:
    """Decimals of three places hold a count below 10^15 and show whether it is whole."""
    found = cell.sql
    if cell.kind not in ("text", "whole", "float", "decimal"):
        return Value("CAST(NULL AS BIGINT)", cell.given)
    if cell.kind == "whole" and times == "1":
        return Value(found)
    places = "18, 3" if times == "1" else "27, 9"
    number = cells.kept(f"TRY_CAST({found} AS DECIMAL({places}))")
    exact = number if times == "1" else f"({number} * CAST({times} AS DECIMAL(7, 0)))"
    grouped = cell.kind == "text" and times == "1"
    other = f"WHEN {found} IS NOT NULL THEN {_grouped(found)} " if grouped else ""
    cases = f"WHEN {exact} % 1 = 0 THEN TRY_CAST({exact} AS BIGINT) {other}"
    value = cells.kept(f"(CASE {cases}END)", 1)
    return Value(value, f"({cell.given} AND {value} IS NULL)")


def _grouped(found: str) -> str:
    """A number whose digits are in groups of three."""
    joined = f"TRY_CAST(regexp_replace({found}, '[, ]', '', 'g') AS BIGINT)"
    return f"CASE WHEN regexp_full_match({found}, {sql.text(_GROUPED)}) THEN {joined} END"


def _from_keys(cells: Cells, keys: Keys) -> Value:
    cell = cells.at(keys.of)
    if cell is None:
        return Value("CAST(NULL AS BIGINT)")
    like = " OR ".join(sql.matches("lower(k)", word) for word in keys.like)
    but = "".join(f" AND NOT {sql.matches('lower(k)', word)}" for word in keys.but)
    held = cells.kept(f"TRY_CAST({cell.sql} AS JSON)")
    names = f"list_filter(json_keys({held}), lambda k: ({like}){but})"
    number = f"TRY_CAST(json_extract_string({held}, '$.\"' || k || '\"') AS DECIMAL(18, 3))"
    found = cells.kept(f"list_transform({names}, lambda k: {number})", 1)
    odd = f"len(list_filter({found}, lambda n: n IS NULL OR n % 1 <> 0)) > 0"
    value = f"(CASE WHEN len({found}) > 0 THEN CAST(list_sum({found}) AS BIGINT) END)"
    return Value(value, odd)


def amount_of(cells: Cells, spec: Amount) -> Value | None:
    """Money, exact to 10^-12; None where the file has no such column."""
    if spec.sum:
        parts = [_money(cell, spec.times) for cell in cells.every(spec.sum)]
        if not parts:
            return None
        wrong = " OR ".join(part.unreadable for part in parts)
        empty = " AND ".join(f"{part.sql} IS NULL" for part in parts)
        total = " + ".join(f"coalesce({part.sql}, 0)" for part in parts)
        return Value(f"CAST(CASE WHEN NOT ({empty}) THEN {total} END AS {MONEY})", f"({wrong})")
    cell = cells.first(spec.paths)
    return _money(cell, spec.times) if cell else None


def _money(cell: Cell, times: Decimal) -> Value:
    found = cell.sql
    number = f"TRY_CAST({found} AS DECIMAL(28, 12))"
    if cell.kind == "text":
        bare = f"TRY_CAST(regexp_replace({found}, '[,$¥￥\\s]', '', 'g') AS DECIMAL(28, 12))"
        number = f"(CASE WHEN {number} IS NOT NULL THEN {number} ELSE {bare} END)"
    value = number if times == 1 else f"{number} * CAST({times} AS DECIMAL(10, 6))"
    value = f"CAST({value} AS {MONEY})"
    return Value(value, f"({cell.given} AND {value} IS NULL)")


def charge_of(price: Cell, count: str) -> Value:
    """Price of one times count: exact, since a price has at most twelve decimals."""
    each = f"TRY_CAST({price.sql} AS DECIMAL(18, 12))"
    product = f"CAST({each} * CAST({count} AS DECIMAL(18, 0)) AS {MONEY})"
    return Value(product, f"({price.given} AND {each} IS NULL)")
