"""The forecast in words: the answer, who is cheaper and how surely, the budget, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from calculator.dashboard.outlook.asking import Answered, Asked
from calculator.dashboard.state import Lens
from calculator.dashboard.text import amount, count, escaped, t
from calculator.forecast.budget import BudgetRisk
from calculator.forecast.outcome import OfferForecast
from calculator.words.engine import engine_words
from calculator.words.facts import fx_words
from calculator.workload import Workload
from pricing.money import Money, show_amount

_HUNDREDTH = Fraction(1, 100)


def chance(share: Fraction, language: str) -> str:
    """A share of the outcomes; what is neither all nor nothing is never shown as such.

    >>> chance(Fraction(1, 3), "en"), chance(Fraction(1, 10_000), "en"), chance(Fraction(1), "zh")
    ('in 33% of the outcomes', 'in less than 1% of the outcomes', '在所有结果中')
    """
    if share in (0, 1):
        return t("chance.all" if share else "chance.none", language)
    if share < _HUNDREDTH:
        return t("chance.few", language)
    if share > 1 - _HUNDREDTH:
        return t("chance.most", language)
    return t("chance.some", language, percent=round(share * 100))


def answer(found: Answered, language: str) -> str:
    """What the cheapest of the offers comes to, and how surely it is the cheapest."""
    pairs = list(zip(found.stated.offers, found.likely.offers, strict=True))
    stated, likely = min(pairs, key=lambda pair: pair[0].total.mean.amount)
    head = t(
        f"outlook.answer.{basis(found)}",
        language,
        offer=escaped(stated.offer.name),
        months=len(stated.months),
        bill=amount(stated.total.mean, language),
        low=amount(likely.total.p10, language),
        high=amount(likely.total.p90, language),
    )
    return head + "".join(_cheaper(found, likely, language))


def _cheaper(found: Answered, cheapest: OfferForecast, language: str) -> Iterator[str]:
    """Against each of the others, those with the same chance together."""
    alike: dict[str, list[str]] = {}
    for other in found.likely.offers:
        if other is not cheapest:
            share = found.likely.chance_cheaper(cheapest.offer, other.offer)
            alike.setdefault(chance(share, language), []).append(escaped(other.offer.name))
    for told, names in alike.items():
        joined = t("outlook.and", language).join(names)
        yield t("outlook.cheaper", language, other=joined, chance=told)


def exceeded(risk: BudgetRisk, language: str) -> str:
    """The month in which a budget is likely gone, or that it likely lasts."""
    if risk.likely_month:
        return f"{risk.likely_month:%Y-%m}"
    return t("outlook.over.unlikely" if risk.chance else "outlook.over.never", language)


def risk_words(risk: BudgetRisk, language: str) -> str:
    """The chance that a budget is exceeded, and the days by which with 1, 5 and 9 in 10."""
    days = [
        t("outlook.by", language, tenths=round(share * 10), day=day)
        for share, day in risk.by
        if day
    ]
    told = t(
        f"outlook.risk.{risk.per}",
        language,
        offer=escaped(risk.offer.name),
        chance=chance(risk.chance, language),
    )
    join = t("place.join", language)
    return t("outlook.risk.days", language, told=told, days=join.join(days)) if days else told


def basis(found: Answered) -> str:
    """What the figures without doubts are: `stated`, or `paced` by the bills so far."""
    return "paced" if found.likely.rebased else "stated"


def month_tip(
    name: str, month: str, stated: Money, low: Money, high: Money, language: str, by: str = "stated"
) -> str:
    """The tooltip of a month, as plain text lines."""
    lines = (
        f"{name} · {month}",
        t(f"outlook.tip.{by}", language, bill=show_amount(stated, language)),
        t(
            "outlook.tip.range",
            language,
            low=show_amount(low, language),
            high=show_amount(high, language),
        ),
    )
    return "\n".join(lines)


def stated(asked: Asked, found: Answered, language: str) -> list[str]:
    """What the reader stated on this page: growth, and bills paid."""
    told = _growth(found.likely.jobs, language)
    told += [
        t("outlook.assume.paid", language, day=day, bill=show_amount(money, language))
        for day, money in asked.paid
    ]
    if found.likely.rebased:
        told.append(t("outlook.assume.rebased", language))
    return told


def _growth(jobs: Sequence[Workload], language: str) -> list[str]:
    """One line, or one for each workload where they grow differently."""
    said = [
        t("outlook.assume.growth", language, percent=f"{float(job.growth * 100):g}") for job in jobs
    ]
    if len(set(said)) == 1:
        return said[:1]
    return [f"{job.name} · {line}" for job, line in zip(jobs, said, strict=True)]


def run_rate(found: Answered, language: str) -> str:
    """How far the bills paid ran from the plan, or an empty text."""
    rate = found.likely.run_rate
    if rate is None:
        return ""
    return t(
        f"outlook.so_far.{'rebased' if found.likely.rebased else 'planned'}",
        language,
        offer=escaped(rate.offer.name),
        first=rate.first,
        through=rate.through,
        paid=amount(rate.paid, language),
        planned=amount(rate.planned, language),
        ratio=f"{float(rate.ratio):.3g}",
    )


def assumptions(asked: Asked, found: Answered, seen: Lens) -> Sequence[str]:
    """Everything that the figures take for granted, one sentence each."""
    language, likely = seen.language, found.likely
    told = stated(asked, found, language)
    told += likely.uncertainty.sentences(language)
    rates = dict.fromkeys(rate for each in likely.offers for rate in each.fx)
    told += [t("outlook.assume.fx", language, rate=fx_words(rate, language)) for rate in rates]
    told += [
        t("outlook.assume.prices", language, book=likely.book_id),
        t("outlook.assume.worlds", language, draws=count(likely.draws, language), seed=likely.seed),
    ]
    for each in likely.offers:
        notes = t("place.join", language).join(engine_words(note, language) for note in each.notes)
        if notes:
            told.append(t("outlook.assume.note", language, offer=each.offer.name, notes=notes))
        if each.total.mean_error is not None:
            error = show_amount(each.total.mean_error, language)
            told.append(t("outlook.assume.error", language, offer=each.offer.name, error=error))
    return told
