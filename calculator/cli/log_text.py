"""An account of log files in words: files, coverage, groups, bounds, assumptions, other offers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import typer

from calculator.bulk import PricedLog, Sum, Unpriced
from calculator.cli.log_work import Work
from calculator.counterfactual import Place, Repriced
from calculator.counterfactual.charged import percent
from calculator.logbook import Account
from calculator.logbook.reading import UNNAMED
from calculator.report import table_lines
from pricing.money import Money, show_amount, show_exact

MOST_FILES, MOST_GROUPS, MOST_REASONS, MOST_PLACES = 3, 40, 12, 20
TOO_EARLY = "no price on that date"
_ASSUMED = {
    "moved": "every time is moved, so that the log begins at {}",
    "model": "rows that name no model are taken as {}",
    "seller": "every row is taken as sold by {}",
}


def say(account: Account, work: Work) -> None:
    """Print it: what was read to standard error, what it comes to to standard output."""
    for line in recognised(account):
        typer.echo(line, err=True)
    for line in lines(account):
        typer.echo(line)
    for path in (work.out, work.focus):
        if path:
            typer.echo(f"written: {path}", err=True)


def recognised(account: Account) -> Iterator[str]:
    """How the files were understood, those of one format together; what of them is no usage."""
    alike: dict[tuple[str, str], list[str]] = {}
    for file in account.tally.files:
        alike.setdefault((file.name, file.convention), []).append(file.file)
    for (name, convention), files in alike.items():
        more = f" and {len(files) - MOST_FILES:,} more" if len(files) > MOST_FILES else ""
        yield f"{', '.join(files[:MOST_FILES])}{more}: {name} ({convention})"
    bills = [file.file for file in account.tally.files if file.holds == "bill"]
    if bills:
        yield (
            f"{', '.join(bills[:MOST_FILES])}: amounts without token counts, which cannot be "
            "priced: tokenfare reconcile sets them beside the usage"
        )


def lines(account: Account) -> Iterator[str]:
    """The account, a line at a time."""
    yield from coverage(account)
    if account.priced.groups:
        yield ""
        yield from group_table(account.priced)
        yield ""
        yield from totals(account)
    for note in account.priced.notes:
        if "the total is a floor" not in note:
            yield f"note: {note}"
    for code, value in account.assumptions():
        yield f"assumed: {_ASSUMED[code].format(value)}"
    yield from (str(rate) for rate in _last_rates(account.priced))
    if account.repriced is not None:
        yield ""
        yield from ranking_lines(account.repriced)


def coverage(account: Account) -> Iterator[str]:
    """Rows in are rows priced and rows not priced, each with its reason."""
    priced, missing = account.priced.rows_priced, account.rows_unpriced
    said = f"{account.rows_in:,} rows in = {priced:,} priced + {missing:,} not priced"
    yield f"{said}, book {account.priced.book_id}"
    told = {kind.reason: kind.examples for kind in account.tally.rejected}
    if priced == 0 and any(row.kind == TOO_EARLY for row in account.priced.unpriced):
        yield "to price the log at later prices, move it: --start 2026-11-01"
    reasons = [_reason(row, told) for row in account.priced.unpriced]
    reasons += [
        f"{kind.rows:,} lines: {kind.reason}{_where(kind.examples)}"
        for kind in account.lines_left_out
    ]
    yield from (f" not priced: {reason}" for reason in reasons[:MOST_REASONS])
    hidden = len(reasons) - MOST_REASONS
    if hidden > 0:
        yield f" not priced: {hidden:,} more reasons (--json has all)"


def _reason(row: Unpriced, told: dict[str, tuple[str, ...]]) -> str:
    if row.model == UNNAMED:
        return f"{row.rows:,} rows: no model is named: say which with --model, or compare with --on"
    where = told.get(row.reason, ()) if row.kind == "unreadable row" else ()
    return f"{row.rows:,} rows: {row.reason}{_where(where)}"


def _where(examples: tuple[str, ...]) -> str:
    return f" ({', '.join(examples)})" if examples else ""


def group_table(priced: PricedLog) -> list[str]:
    """The dearest groups, in the order of their keys."""
    groups = sorted(priced.groups, key=lambda group: -group.sum.picos)[:MOST_GROUPS]
    shown = [group for group in priced.groups if group in groups]
    header = [*priced.by, "rows", "input tokens", "output tokens", "list cost", "certainly"]
    rows = [
        [
            *(value or "—" for value in group.key),
            f"{group.sum.rows:,}",
            f"{group.sum.counts.get('input_tokens', 0):,}",
            f"{group.sum.counts.get('output_tokens', 0):,}",
            show_exact(group.sum.cost),
            _bounds(group.sum),
        ]
        for group in shown
    ]
    if not any(row[-1] for row in rows):
        header, rows = header[:-1], [row[:-1] for row in rows]
    table = table_lines(header, rows, tuple(range(len(priced.by), len(header))))
    hidden = len(priced.groups) - len(shown)
    more = [f"and {hidden:,} smaller groups (--out has all)"] if hidden else []
    return [*table, *more]


def _bounds(found: Sum) -> str:
    if found.low_picos == found.high_picos:
        return ""
    return f"{show_exact(found.low)} to {show_exact(found.high)}"


def totals(account: Account) -> Iterator[str]:
    """The whole by currency; at least so much, where rows are missing."""
    floor = "at least " if account.is_floor else ""
    for found in account.priced.totals.values():
        yield f"list cost: {floor}{show_exact(found.cost)}"
        if bounds := _bounds(found):
            share = percent(found.doubtful_share)
            yield f" certainly {bounds}; {share} % of it is not certain (tier, mode or moment)"
    for provider, bill in account.priced.bills:
        if bill.total != bill.lines[0].money:
            yield f"bill of {provider}, with charges and tax: {floor}{show_exact(bill.total)}"


def _last_rates(priced: PricedLog) -> list[object]:
    """The exchange rate of the last day, for each pair: every day has its own."""
    rates = (rate for rate in priced.fx if rate.base != rate.quote)
    return list({(rate.base, rate.quote): rate for rate in rates}.values())


def ranking_lines(found: Repriced) -> Iterator[str]:
    """What it would have cost, from the cheapest up, the log itself always among them."""
    left_out = f" ({found.rows_left_out:,} are in no place)" if found.rows_left_out else ""
    yield f"what these {found.rows:,} rows would have cost{left_out}, charges and tax included:"
    for note in found.assumptions:
        yield f"assumed: {note}"
    places = [*enumerate(found.places, 1)]
    shown = [(n, p) for n, p in places if n <= MOST_PLACES or p.offer is None]
    rows = [_place_row(found, number, place) for number, place in shown]
    if rows:
        header = ["", "offer", "bill", "", "against now", "certainly", "notes"]
        yield from (line for line in table_lines(header, rows, (0, 2, 3, 4, 5)))
    hidden = len(places) - len(shown)
    if hidden > 0:
        yield f"and {hidden:,} dearer offers (--json or --out has all)"
    for missing in found.not_served[:MOST_REASONS]:
        yield f"not served: {_named(missing.offer.id, str(missing.reason))}"
    hidden = len(found.not_served) - MOST_REASONS
    if hidden > 0:
        yield f"not served: {hidden:,} more offers (--json has all)"


def _named(offer: str, reason: str) -> str:
    return reason if reason.startswith(offer) else f"{offer}: {reason}"


def _place_row(found: Repriced, number: int, place: Place) -> list[str]:
    multiple = found.multiple(place)
    certain = place.low == place.high
    return [
        str(number),
        place.name,
        show_amount(place.bill),
        "" if multiple is None else f"×{multiple}",
        _signed(found.change(place)) if place.offer else "",
        "" if certain else _range(place.low, place.high),
        "; ".join(map(str, place.notes)),
    ]


def _range(low: Money, high: Money) -> str:
    return f"{show_amount(low)} to {show_amount(high)}"


def _signed(change: Fraction | None) -> str:
    return "" if change is None else f"{float(change * 100):+.1f} %"
