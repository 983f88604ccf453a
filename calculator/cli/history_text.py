"""The history of a price as text: a block a step, with what changed and the source."""

from __future__ import annotations

from collections.abc import Iterator

from calculator.report import table_lines
from pricing.changes.history import History, HistoryStep
from pricing.changes.side_by_side import percent_words
from pricing.changes.tariff import Place, Step, rate_name, shown_rate
from pricing.lines import Terms
from pricing.money import show_rate


def history_text(history: History) -> str:
    """One offer's history as text; rates are per million tokens unless a column says otherwise."""
    offer = history.offer
    head = f"{offer.id}  {offer.name}, {offer.currency} per million tokens, {offer.sheet}"
    blocks = ["\n".join(_step_lines(step)) for step in history.steps]
    return "\n\n".join([head, *blocks])


def _step_lines(told: HistoryStep) -> Iterator[str]:
    step = told.step
    yield f"{_dates(told)}, thinking {step.thinking}"
    rows = [
        [place.words(other_hours=bool(step.windows)), *(_cell(told, place, k) for k in told.kinds)]
        for place in step.rates
    ]
    header = ["", *map(rate_name, told.kinds)]
    if not any(row[0] for row in rows):
        header, rows = header[1:], [row[1:] for row in rows]
    yield from ("  " + line for line in table_lines(header, rows))
    for name, hours in step.windows.items():
        yield f"  {name}: {hours}"
    if step.graduated:
        yield "  graduated: the rate of a band is for the tokens inside it"
    yield from _sources(step)


def _dates(told: HistoryStep) -> str:
    step = told.step
    since = f"{step.since} until {step.until}" if step.until else f"{step.since}"
    state = "" if told.state == "past" else f", {told.state}"
    if told.ends == "retired":
        return f"{since}{state}, {'retired' if told.state == 'past' else 'then retired'}"
    return f"{since}{state}" + (f", then no price until {told.next_from}" if told.ends else "")


def _cell(told: HistoryStep, place: Place, kind: str) -> str:
    picos = told.step.rates[place].get(kind)
    if picos is None:
        return "—"
    rate = show_rate(shown_rate(kind, picos), told.step.offer.currency)
    rises = told.rises.get((place, kind), ())
    outer = dict.fromkeys(percent_words(part) for part in (*rises[:1], *rises[-1:]))
    return " ".join([rate, *filter(None, [" to ".join(outer)])])


def _sources(step: Step) -> Iterator[str]:
    own = step.terms["standard"]
    yield f"  {_source(own)}"
    for tier, terms in step.terms.items():
        if _source(terms) != _source(own):
            yield f"  {tier}: {_source(terms)}"


def _source(terms: Terms) -> str:
    sure = f", {terms.confidence} confidence" if terms.confidence else ""
    note = f": {terms.note}" if terms.note else ""
    return f"{terms.status}{sure}, {terms.url} of {terms.retrieved}{note}"
