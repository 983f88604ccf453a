"""How the text of a cell becomes a value: SQL that gives null, and says so, where it cannot."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from calculator.logs import sql
from calculator.logs.cells import Cell, Cells
from calculator.logs.values import Amount, Condition, Count, Keys, Text

MONEY = "DECIMAL(38, 12)"
NONE = "NULL"
_LARGEST = 10**15
_GROUPED = r"\s*[+-]?\d{1,3}([, ]\d{3})+(\.\d*)?\s*"


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
    found = cell.text
    if spec.split is not None:
        found = f"nullif(trim(split_part({found}, {sql.text(spec.split)}, {spec.part})), '')"
    return _translated(found, spec) if spec.values else found


def _translated(found: str, spec: Text) -> str:
    small = f"lower(trim({found}))"
    cases = [
        f"WHEN {sql.matches(small, word)} THEN {NONE if means is None else sql.text(means)}"
        for word, means in spec.values.items()
    ]
    other = found if spec.others == "keep" else NONE
    return f"(CASE {' '.join(cases)} ELSE {other} END)"


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
        return _added([_whole(cell, spec.times) for cell in cells.every(spec.sum)])
    cell = cells.first(spec.paths)
    return _whole(cell, spec.times) if cell else None


def bounded(value: str) -> str:
    """A count that can be added to others without an overflow."""
    return f"(CASE WHEN {value} BETWEEN -{_LARGEST} AND {_LARGEST} THEN {value} END)"


def _added(values: list[Value]) -> Value | None:
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    wrong = " OR ".join(value.unreadable for value in values)
    total = " + ".join(f"coalesce({bounded(value.sql)}, 0)" for value in values)
    empty = " AND ".join(f"{value.sql} IS NULL" for value in values)
    return Value(f"(CASE WHEN NOT ({empty} OR {wrong}) THEN {total} END)", f"({wrong})")


def _whole(cell: Cell, times: int) -> Value:
    found, kind = cell.sql, cell.kind
    if kind == "whole" and times == 1:
        value = f"TRY_CAST({found} AS BIGINT)"
    elif kind in ("float", "decimal") and times == 1:
        inside = f"abs({found}) <= {_LARGEST} AND {found} = trunc({found})"
        value = f"(CASE WHEN {inside} THEN CAST({found} AS BIGINT) END)"
    elif kind == "text" and times == 1:
        simple = f"CASE WHEN NOT contains({found}, '.') THEN TRY_CAST({found} AS BIGINT) END"
        value = f"coalesce({simple}, {_from_decimal(found)})"
    elif kind in ("text", "whole", "float", "decimal"):
        value = _from_decimal(cell.text, str(times))
    else:
        value = "CAST(NULL AS BIGINT)"
    return Value(value, f"({cell.given} AND {value} IS NULL)")


def counted_in(cell: Cell, unit: str) -> Value:
    """A count in units of so many, which is itself SQL."""
    value = _from_decimal(cell.text, unit)
    return Value(value, f"({cell.given} AND {value} IS NULL)")


def _from_decimal(found: str, times: str = "1") -> str:
    grouped = f"regexp_full_match({found}, {sql.text(_GROUPED)})"
    joined = f"CASE WHEN {grouped} THEN regexp_replace({found}, '[, ]', '', 'g') ELSE {found} END"
    number = f"TRY_CAST({joined} AS DECIMAL(28, 9))"
    exact = number if times == "1" else f"({number} * CAST({times} AS DECIMAL(7, 0)))"
    whole = f"{exact} = trunc({exact}) AND abs({exact}) <= {_LARGEST}"
    return f"(CASE WHEN {whole} THEN CAST({exact} AS BIGINT) END)"


def _from_keys(cells: Cells, keys: Keys) -> Value:
    cell = cells.at(keys.of)
    if cell is None:
        return Value("CAST(NULL AS BIGINT)")
    like = " OR ".join(sql.matches("lower(k)", word) for word in keys.like)
    but = "".join(f" AND NOT {sql.matches('lower(k)', word)}" for word in keys.but)
    names = f"list_filter(json_keys(TRY_CAST({cell.sql} AS JSON)), lambda k: ({like}){but})"
    held = f"json_extract_string({cell.sql}, '$.\"' || k || '\"')"
    one = f"TRY_CAST({held} AS BIGINT)"
    each = f"list_transform({names}, lambda k: {bounded(one)})"
    found = f"(CASE WHEN len({names}) > 0 THEN list_sum({each}) END)"
    value = f"CAST({found} AS BIGINT)"
    return Value(value, f"len(list_filter({each}, lambda n: n IS NULL)) > 0")


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
        number = f"coalesce({number}, {bare})"
    value = number if times == 1 else f"{number} * CAST({times} AS DECIMAL(10, 6))"
    value = f"CAST({value} AS {MONEY})"
    return Value(value, f"({cell.given} AND {value} IS NULL)")


def charge_of(cells: Cells, price: Cell, count: Value) -> Value:
    """Price of one times count: exact, since a price has at most twelve decimals."""
    each = f"TRY_CAST({price.sql} AS DECIMAL(18, 12))"
    many = f"CAST({bounded(count.sql)} AS DECIMAL(18, 0))"
    return Value(f"CAST({each} * {many} AS {MONEY})", f"({price.given} AND {each} IS NULL)")
