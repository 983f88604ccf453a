"""What a report takes for granted, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from calculator.comparison import Comparison
from calculator.reports.words import named, say
from calculator.words.facts import fx_words
from calculator.workload import Workload
from pricing.money import show_amount

if TYPE_CHECKING:
    from calculator.forecast.outcome import Forecast
    from calculator.forecast.run_rate import RunRate


def assumed(
    result: Comparison,
    language: str,
    forecast: Forecast | None,
    also: Iterable[tuple[str, str]],
) -> tuple[tuple[str, str], ...]:
    """What the bills rest on, each as a name and a text: workloads, rates, book, doubts."""
    rows = [(say("fact.workload", language), _job(job, language)) for job in result.workloads]
    rows += also
    rows += [(say("fact.fx", language), fx_words(rate, language)) for rate in result.fx_used]
    rows += [
        (say("fact.currency", language), result.currency),
        (say("fact.book", language), result.book_id),
    ]
    if forecast and forecast.run_rate:
        rows.append((say("fact.paid", language), _paid(forecast.run_rate, language)))
    if forecast:
        uncertain = say("fact.uncertain", language)
        rows += [(uncertain, sentence) for sentence in forecast.uncertainty.sentences(language)]
    return tuple(rows)


def _paid(rate: RunRate, language: str) -> str:
    return say(
        "paid",
        language,
        paid=show_amount(rate.paid, language),
        offer=named(rate.offer, language),
        first=rate.first,
        through=rate.through,
        planned=show_amount(rate.planned, language),
        ratio=f"{float(rate.ratio):.3g}",
    )


def _job(job: Workload, language: str) -> str:
    reasoning = job.reasoning if job.thinks else 0
    size = say(
        "size",
        language,
        requests=f"{round(job.requests):,}",
        per=say(f"per.{job.per}", language),
        input=f"{round(job.input.mean):,}",
        cached=f"{round(job.cached_share * 100)}%",
        output=f"{round(job.answer.mean + reasoning):,}",
        reasoning=f"{round(reasoning):,}",
    )
    return say("named", language, name=job.name, of=size)
