"""All files of a log as two views: rows of usage and rows of bills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from calculator.logs import sql
from calculator.logs.columns import BILL, USAGE
from calculator.logs.format import LogFormat
from calculator.logs.opened import Opened
from calculator.logs.recognise import Fit
from calculator.logs.select import Query, compiled
from calculator.logs.sellers import (
    by_currency,
    of_one_seller,
    seller,
    tells_currency,
    with_sellers,
)
from calculator.logs.source import Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from pricing.catalog import Catalog

_ONE = "CASE WHEN count(DISTINCT billed_currency) = 1 THEN min(billed_currency) END"


class Part(NamedTuple):
    """Files read alike, with what was left out of them before."""

    form: LogFormat
    source: Source
    query: Query
    left_out: dict[str, tuple[tuple[int, str], ...]]
    """Lines that would spoil others, with the code of what is wrong with each, by file."""


def parts_of(opened: Sequence[tuple[Opened, Fit]], currency: str | None) -> list[Part]:
    """Files of the same format and columns, compiled together."""
    groups: dict[tuple[object, ...], list[tuple[Opened, Fit]]] = {}
    for file, fit in opened:
        groups.setdefault(file.alike(fit), []).append((file, fit))
    return [_part(i, group, currency) for i, group in enumerate(groups.values())]


def sold(parts: Iterable[Part], seller: str | Catalog, *, given: bool) -> Iterator[Part]:
    """The parts with who sold their rows.

    Args:
        parts: the parts.
        seller: of all of it; or the price book by whose names a row's currency tells.
        given: whether the user said the currency of files that do not.
    """
    for part in parts:
        if isinstance(seller, str):
            yield _with_rows(part, of_one_seller(part.query.rows, seller))
        else:
            yield _settled(part, seller, given=given)


def _settled(part: Part, catalog: Catalog, *, given: bool) -> Part:
    if not tells_currency(part.form, part.source.columns, given=given):
        return part
    return _with_rows(part, with_sellers(part.query.rows, by_currency(catalog)))


def _with_rows(part: Part, rows: str) -> Part:
    return part._replace(query=part.query._replace(rows=rows))


def _part(number: int, group: list[tuple[Opened, Fit]], currency: str | None) -> Part:
    files, (first, fit) = [file for file, _ in group], group[0]
    source = first.source._replace(
        files=tuple(file.path for file in files),
        shown=tuple(file.seen.shown for file in files),
        records=fit.records,
        size=max(file.source.size for file in files),
        rejects=f"rejects_{number}",
    )
    left_out = {file.seen.shown: file.left_out for file in files if file.left_out}
    return Part(fit.form, source, compiled(fit.form, source, currency), left_out)


def define_views(connection: DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Create `usage_rows` and `bill_rows`."""
    beside = {part.form.currency_beside for part in parts}
    usage = [_with_currency(p, parts) for p in parts if p.form.holds == "usage"]
    bills = [p.query.rows for p in parts if p.form.holds == "bill" and p.form.id not in beside]
    for view, selects, columns in (("usage", usage, USAGE), ("bill", bills, BILL)):
        every = " UNION ALL ".join(selects) or _nothing(columns)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {view}_rows AS {every}")


def _nothing(columns: dict[str, str]) -> str:
    nulls = (f"CAST(NULL AS {kind}) AS {sql.name(name)}" for name, kind in columns.items())
    return f"SELECT {', '.join(nulls)} WHERE false"


def _with_currency(part: Part, parts: Iterable[Part]) -> str:
    """The rows of a part, with the currency that a file beside them names."""
    form = part.form
    if form.currency_beside is None:
        return part.query.rows
    costs = [other.query.rows for other in parts if other.form.id == form.currency_beside]
    if not costs:
        return f"SELECT * REPLACE ({_known(form, 'billed_currency')}) FROM ({part.query.rows})"
    named = f"SELECT {', '.join(map(sql.name, BILL))} FROM ({' UNION ALL '.join(costs)})"
    daily = f'SELECT "at" AS day, model AS sold, {_ONE} AS said FROM named GROUP BY 1, 2'
    anywhere = f"(SELECT {_ONE} FROM named)"
    currency = f"coalesce(said, {anywhere}, billed_currency)"
    joined = 'rows LEFT JOIN daily ON daily.day = rows."at" AND daily.sold = rows.model'
    return (
        f"(WITH named AS ({named}), daily AS ({daily}), rows AS ({part.query.rows}) "
        f"SELECT rows.* REPLACE ({_known(form, currency)}) FROM {joined})"
    )


def _known(form: LogFormat, currency: str) -> str:
    """Currency, seller and amounts, once the currency is known; no amount without one."""
    return ", ".join(
        [
            f"{currency} AS billed_currency",
            f"coalesce({seller(form, currency)}, provider) AS provider",
            f"CASE WHEN {currency} IS NOT NULL THEN billed_amount END AS billed_amount",
        ]
    )
