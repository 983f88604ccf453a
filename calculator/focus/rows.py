"""The rows of a FOCUS file, from a priced log: provider by provider, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from calculator.bulk import PricedLog
from calculator.focus.charges import Borne, borne, standing, upon
from calculator.focus.columns import Row
from calculator.focus.converted import Billing
from calculator.focus.metered import Cell, Metered, cell_of, metered, month_after
from calculator.focus.usage_rows import usage_row
from pricing.errors import UsageError
from pricing.fx import FxRates

FOCUS_BY = ("day", "offer", "service_tier", "price", "key", "tag", "user")
"""What to group a log by for a FOCUS file, of those labels that it has."""


def focus_rows(
    priced: PricedLog,
    *,
    currency: str | None = None,
    fx: FxRates | None = None,
    account: str | None = None,
) -> Iterator[Row]:
    """The rows of a FOCUS 1.2 file.

    Usage has a row for each group and meter at list price. What a provider adds to the bill has
    rows of its own: `Purchase` (its cost is spread over the usage as effective cost), `Credit`,
    `Tax`. Rows of the log that could not be priced are in none.

    Args:
        priced: a log priced without a currency, by offer and by day or month at least.
        currency: that of the bill; each offer's own where left out.
        fx: exchange rates; the ECB's where left out.
        account: the billing account; the provider's id where left out.

    Raises:
        UsageError: priced in one currency already, or not by offer and day or month.
        MissingRateError: no exchange rate on a day of use.
    """
    _check(priced, currency)
    offers = {found.offer.id: found.offer for found in priced.offers}
    months: dict[tuple[str, str, date], list[Cell]] = {}
    for group in priced.groups:
        cell = cell_of(priced.by, group, offers)
        place = (cell.offer.provider, group.sum.currency, cell.start.replace(day=1))
        months.setdefault(place, []).append(cell)
    billing = Billing(currency, fx)
    for place in sorted(months):
        for row in _month(months[place], billing):
            account_id = account or str(row["x_Provider"])
            yield row | {"BillingAccountId": account_id, "x_BookId": priced.book_id}


def _check(priced: PricedLog, currency: str | None) -> None:
    if priced.currency is not None:
        raise UsageError(
            f"the log is priced in {priced.currency}: price it without a currency, and name that "
            "of the bill here, so that both can be shown"
        )
    if "offer" not in priced.by or not {"day", "month"} & set(priced.by):
        raise UsageError(
            f"the log is priced by {', '.join(priced.by) or 'nothing'}: a FOCUS file needs offer, "
            f"and day or month; best is by {', '.join(FOCUS_BY)}"
        )
    if currency is not None and "day" not in priced.by:
        raise UsageError("a bill in another currency is converted by the day: price by day")


def _month(cells: list[Cell], billing: Billing) -> Iterator[Row]:
    """The usage of one provider and currency in a month, then what comes upon it."""
    days: dict[date, list[Metered]] = {}
    for cell in cells:
        days.setdefault(cell.start, []).extend(metered(cell))
    usage: list[Borne] = []
    others: list[Row] = []
    for day in sorted(day for day, meters in days.items() if meters):
        added = upon(days[day], billing)
        others += added.rows
        usage += borne([Borne(meter) for meter in days[day]], added)
    first = cells[0].start.replace(day=1)
    month = standing(cells[0], first, month_after(first), billing)
    for one in borne(usage, month):
        yield usage_row(one, billing)
    yield from others
    yield from month.rows
