"""What a report says: a sentence, tables and bars, in one language and without a layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from calculator.bill_groups import GROUPS, drawn, grouped
from calculator.comparison import Comparison, Ranked
from calculator.monthly import Month
from calculator.reports.assumed import assumed
from calculator.reports.words import named, say
from calculator.words.engine import engine_words
from calculator.words.facts import fx_words, seller
from pricing.money import Money, show_amount, total

if TYPE_CHECKING:
    from calculator.forecast.outcome import Forecast

MOST_BARS = 12
MOST_MONTHLY = 3
Cell = str | Money | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; amounts are exact and written by the format."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text: str = ""
    """A sentence above the table."""
    sums: tuple[int, ...] = ()
    """Columns that a last row adds up."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One offer's bill and its parts by group, as lengths: a discount shortens all of them."""

    label: str
    bill: Money
    parts: dict[str, Money]


@dataclass(frozen=True, slots=True)
class Report:
    """A report, ready to be written in any format."""

    language: str
    title: str
    answer: tuple[str, ...]
    ranking: Table
    bars: tuple[Bar, ...]
    tables: tuple[Table, ...]
    facts: str = ""
    """Price book, oldest check and exchange rates, on one line."""


def report_of(
    result: Comparison,
    language: str = "en",
    forecast: Forecast | None = None,
    also: Iterable[tuple[str, str]] = (),
) -> Report:
    """Put a comparison, and a forecast of the same question where there is one, into words.

    Nothing in it depends on when or where it is made, so the same question gives the same report.

    Args:
        result: the bills.
        language: `en` or `zh`.
        forecast: of some of the offers.
        also: further things taken for granted, each as a name and a text.

    >>> from datetime import date
    >>> from calculator import compare
    >>> from calculator.profiles import presets
    >>> offers = ["openai/gpt-5", "deepseek-cn/deepseek-chat"]
    >>> job = presets()["support-bot"].workload()
    >>> print(report_of(compare(job, offers, start=date(2026, 3, 1))).answer[0])
    DeepSeek Chat at DeepSeek (yuan list) is cheapest: $355 for 620,000 requests in all.
    """
    names = say("and", language).join(job.name for job in result.workloads)
    span = say("month" if result.months == 1 else "months", language, count=result.months)
    title = say("title", language, workload=names, start=f"{result.start:%Y-%m}", span=span)
    tables = [
        *(_monthly(ranked, language) for ranked in result.ranked[:MOST_MONTHLY]),
        *(_forecast(forecast, language) if forecast else ()),
        *_not_served(result, language),
        Table(say("assumed", language), ("", ""), assumed(result, language, forecast, also)),
        _sources(result, language),
    ]
    bars = tuple(
        Bar(named(r.offer, language), r.total, drawn(r)) for r in result.ranked[:MOST_BARS]
    )
    answer = tuple(_answer(result, language))
    ranking, facts = _ranking(result, language), _facts(result, language)
    return Report(language, title, answer, ranking, bars, tuple(tables), facts)


def _facts(result: Comparison, language: str) -> str:
    """Where the numbers are from, on one line."""
    told = [
        say("named", language, name=say("fact.book", language), of=result.book_id),
        say("named", language, name=say("fact.checked", language), of=result.oldest_check or "—"),
        *(fx_words(rate, language) for rate in result.fx_used),
    ]
    return " · ".join(told)


def _answer(result: Comparison, language: str) -> Iterator[str]:
    if not result.ranked:
        yield say("none", language)
        return
    first, last = result.ranked[0], result.ranked[-1]
    yield say(
        "answer",
        language,
        offer=first.offer.name,
        seller=seller(first.offer, language),
        bill=show_amount(first.total, language),
        requests=f"{result.requests:,}",
    )
    if first is last:
        yield say("one", language)
    elif last.multiple is not None:
        count, multiple = len(result.ranked), f"{last.multiple:.1f}"
        yield say("spread", language, count=count, offer=last.offer.name, multiple=multiple)


def _columns(language: str, *names: str) -> tuple[str, ...]:
    return tuple(say(f"col.{name}", language) for name in names)


def _ranking(result: Comparison, language: str) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            place,
            r.offer.name,
            seller(r.offer, language),
            r.total,
            None if r.multiple is None else f"{r.multiple:.2f}",
            *grouped(r).values(),
            say(f"status.{r.offer.status}", language),
            say("then", language).join(engine_words(n, language) for n in r.projection.notes),
        )
        for place, r in enumerate(result.ranked, 1)
    )
    header = _columns(
        language, "rank", "offer", "seller", "bill", "multiple", *GROUPS, "status", "notes"
    )
    return Table(say("ranking", language), header, rows)


def _monthly(ranked: Ranked, language: str) -> Table:
    months = ranked.projection.months
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (f"{m.month:%Y-%m}", requests, *_parts(m), m.total)
        for m, requests in zip(months, whole([m.requests for m in months]), strict=True)
    )
    header = _columns(language, "month", "requests", *GROUPS, "total")
    heading = f"{say('monthly', language)} · {named(ranked.offer, language)}"
    return Table(heading, header, rows, sums=tuple(range(1, len(header))))


def whole(counts: Iterable[Fraction]) -> list[int]:
    """Counts as whole numbers that add up to their rounded sum, each off by less than one.

    >>> whole([Fraction(13, 10)] * 4), round(4 * Fraction(13, 10))
    ([1, 2, 1, 1], 5)
    """
    sums = [0, *(round(reached) for reached in accumulate(counts))]
    return [after - before for before, after in pairwise(sums)]


def _parts(month: Month) -> list[Money]:
    currency = month.total.currency
    return [total([month.parts[p] for p in of], currency) for of in GROUPS.values()]


def _forecast(found: Forecast, language: str) -> Iterator[Table]:
    header = _columns(language, "month", "low", "middle", "high", "mean")
    said = say("forecast.help", language, draws=f"{found.draws:,}", seed=found.seed)
    for each in found.offers:
        sums = [(f"{m.month:%Y-%m}", m.bill) for m in each.months]
        sums.append((say("col.total", language), each.total))
        rows = tuple((name, o.p10, o.p50, o.p90, o.mean) for name, o in sums)
        heading = f"{say('forecast', language)} · {named(each.offer, language)}"
        yield Table(heading, header, rows, said)


def _not_served(result: Comparison, language: str) -> Iterator[Table]:
    if result.not_served:
        rows = tuple(
            (named(each.offer, language), engine_words(each.reason, language))
            for each in result.not_served
        )
        yield Table(say("not_served", language), _columns(language, "offer", "reason"), rows)


def _sources(result: Comparison, language: str) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            r.offer.id,
            str(r.offer.sheet),
            say(f"status.{r.offer.status}", language),
            r.offer.latest.retrieved,
            r.offer.latest.url,
        )
        for r in result.ranked
    )
    header = _columns(language, "offer", "sheet", "status", "checked", "page")
    return Table(say("sources", language), header, rows)
