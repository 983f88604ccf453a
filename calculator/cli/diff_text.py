"""A comparison of two editions as text, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from calculator.diff import BillDiff
from calculator.report import table_lines
from pricing.changes.diff import PriceDiff, RateChange
from pricing.changes.edition import Edition
from pricing.changes.side_by_side import percent_words
from pricing.changes.tariff import rate_name, shown_rate, steps
from pricing.money import Money, show_exact, show_rate
from pricing.offers import Offer

_Table = Callable[[list[str], list[list[str]], tuple[int, ...]], list[str]]
_NONE = "—"


def diff_document(prices: PriceDiff, bills: BillDiff | None, *, markdown: bool = False) -> str:
    """The whole comparison, for people."""
    table: _Table = _markdown_table if markdown else table_lines
    title = "### " if markdown else ""
    blocks = [
        [f"{title}Prices: {prices.before.name} → {prices.after.name}"],
        _summary(prices, bold="**" if markdown else ""),
        _rates(prices, table),
        _rules(prices, table),
        _listed("Added", prices.added, prices.after, bullet="- " if markdown else "  "),
        _listed("Removed", prices.removed, prices.before, bullet="- " if markdown else "  "),
        *(_bills(bills, table, title) if bills else ()),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _summary(prices: PriceDiff, bold: str) -> list[str]:
    offers = len({change.offer.id for change in prices.rates})
    told = [
        f"{len(prices.rates)} rates of {offers} offers differ; {len(prices.added)} offers added, "
        f"{len(prices.removed)} removed, {prices.unchanged} the same."
    ]
    if rewritten := prices.rewritten:
        hows = {how: sum(c.how == how for c in rewritten) for how in (c.how for c in rewritten)}
        counted = ", ".join(f"{count} {how}" for how, count in hows.items())
        told.append(
            f"{bold}History rewritten: {counted}.{bold} A price that changed is a new entry at the "
            "end; an old one is edited only to correct it."
        )
    return told


def _rates(prices: PriceDiff, table: _Table) -> list[str]:
    header = ["offer", "from", "until", "how", "where", "rate", "old", "new", "change"]
    rows = [
        [
            change.offer.id,
            str(change.since),
            str(change.until or ""),
            change.how,
            change.where,
            rate_name(change.kind),
            _rate(change.old),
            _rate(change.new),
            _change(change),
        ]
        for change in prices.rates
    ]
    return _told_columns(header, rows, table, right=("old", "new", "change"))


def _rules(prices: PriceDiff, table: _Table) -> list[str]:
    rows = [
        [rule.subject, str(rule.since or ""), rule.what, rule.old or _NONE, rule.new or _NONE]
        for rule in prices.rules
    ]
    return _told_columns(["rule of", "from", "what", "old", "new"], rows, table)


def _told_columns(
    header: list[str], rows: list[list[str]], table: _Table, right: tuple[str, ...] = ()
) -> list[str]:
    """A table without the columns that say nothing, or nothing without rows."""
    if not rows:
        return []
    told = [i for i in range(len(header)) if any(row[i] not in ("", "changed") for row in rows)]
    names = [header[i] for i in told]
    numbers = tuple(i for i, name in enumerate(names) if name in right)
    return table(names, [[row[i] for i in told] for row in rows], numbers)


def _listed(title: str, offers: Iterable[Offer], edition: Edition, bullet: str) -> list[str]:
    lines = [f"{bullet}{_offer(offer, edition)}" for offer in offers]
    return [f"{title}:", *([""] if bullet == "- " else []), *lines] if lines else []


def _offer(offer: Offer, edition: Edition) -> str:
    known = steps(offer)
    on_the_day = [s for s in known if edition.day and s.holds_on(edition.day)]
    step = (on_the_day or known)[-1]
    (place, rates), *others = step.rates.items()
    words = place.words(other_hours=bool(step.windows)) if others else ""
    where = f" ({words})" if words else ""
    told = ", ".join(
        f"{rate_name(kind)} {show_rate(shown_rate(kind, rates[kind]), offer.currency)}"
        for kind in step.kinds
        if kind in rates
    )
    more = f"; {len(others)} more sets of rates" if others else ""
    return f"{offer.id} from {step.since}{where}: {told}{more}"


def _bills(bills: BillDiff, table: _Table, title: str) -> list[list[str]]:
    names = ", ".join(w.name for w in bills.workloads)
    span = f"{bills.month:%Y-%m}" + (f", {bills.months} months" if bills.months > 1 else "")
    head = f"{title}Bill of {names}, {span}: {len(bills.bills)} differ, {bills.same} do not"
    header = ["offer", "old", "new", "change", "why not"]
    rows = [
        [
            bill.offer,
            show_exact(bill.old) if bill.old else _NONE,
            show_exact(bill.new) if bill.new else _NONE,
            percent_words(bill.rise) if bill.old and bill.new else "",
            bill.why_not,
        ]
        for bill in bills.bills
    ]
    told = _told_columns(header, rows, table, right=("old", "new", "change"))
    return [[head], told, [str(rate) for rate in bills.fx_used]]


def _rate(money: Money | None) -> str:
    return show_rate(money.amount, money.currency) if money else _NONE


def _change(change: RateChange) -> str:
    if change.comparable:
        return percent_words(change.rise)
    return "" if change.old is None or change.new is None else "other currency"


def _markdown_table(
    header: list[str], rows: list[list[str]], right: tuple[int, ...] = ()
) -> list[str]:
    rules = ["--:" if i in right else "---" for i in range(len(header))]
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return ["| " + " | ".join(row) + " |" for row in (header, rules, *cells)]
