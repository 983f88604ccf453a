"""What can be turned in a forecast: each lever, its unit, and the scenario it makes of a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from calculator.adjust import Adjustments, adjusted_job
from calculator.projection import Projection, project
from calculator.workload import TokenSize, Workload
from pricing.catalog import Catalog
from pricing.errors import WorkloadError, did_you_mean
from pricing.fx import FxRates
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Scenario:
    """A workload, the months it is billed for, and the exchange rates it is billed at.

    >>> from calculator.profiles import presets
    >>> year = Scenario(presets()["support-bot"].workload(), date(2026, 1, 1), months=12)
    >>> str(year.project("openai/gpt-5").total)
    '$35,812.957945'
    """

    workload: Workload
    start: date
    months: int = 1
    currency: str = "USD"
    fx: FxRates | None = None
    catalog: Catalog | None = None
    beside: tuple[Workload, ...] = ()
    """Workloads billed together with it, as they stand: levers turn `workload` alone."""

    def project(self, offer: str | Offer) -> Projection:
        """The bill of this scenario on an offer; raises as `calculator.project` does."""
        return project(
            (self.workload, *self.beside),
            offer,
            start=self.start,
            months=self.months,
            currency=self.currency,
            fx=self.fx,
            catalog=self.catalog,
        )


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing to turn. Its values are whole multiples of `unit`."""

    name: str
    unit: Fraction
    what: str
    """What a value counts: `thinking tokens per request`."""
    now: Callable[[Scenario], Fraction]
    """The value as the scenario stands."""
    turned: Callable[[Scenario, Fraction], Scenario]
    """The same scenario at another value."""
    least: Fraction = Fraction(0)
    most: Fraction | None = None
    """Bounds of sensible values; no upper one where None."""


def lever(name: str) -> Lever:
    """Find a lever by name.

    Raises:
        WorkloadError: there is none of that name; the message lists them.
    """
    if name in LEVERS:
        return LEVERS[name]
    known = ", ".join(LEVERS)
    raise WorkloadError(
        f"no lever is called {name!r} (there are {known})" + did_you_mean(name, LEVERS)
    )


def _with(scenario: Scenario, **changes: object) -> Scenario:
    return replace(scenario, workload=replace(scenario.workload, **changes))  # type: ignore[arg-type]


def _volume(scenario: Scenario, value: Fraction) -> Scenario:
    return _with(scenario, requests=value)


def _input(scenario: Scenario, value: Fraction) -> Scenario:
    return _with(scenario, input=_sized(scenario.workload.input, value))


def _sized(size: TokenSize, mean: Fraction) -> TokenSize:
    return size.times(mean / size.mean) if size.mean else TokenSize(mean)


def _answer(scenario: Scenario, value: Fraction) -> Scenario:
    """Another length of the answer; the reasoning beside it stays."""
    job = scenario.workload
    reasoning = job.reasoning if job.thinks else Fraction(0)
    return _spoken(scenario, value, reasoning)


def _thinking(scenario: Scenario, value: Fraction) -> Scenario:
    """Another number of reasoning tokens; the answer beside them stays, 0 is thinking off."""
    return _spoken(scenario, scenario.workload.answer.mean, value)


def _spoken(scenario: Scenario, answer: Fraction, reasoning: Fraction) -> Scenario:
    job = scenario.workload
    size = _sized(job.output, answer + reasoning)
    share = job.thinking_share if job.thinks else None
    return _with(
        scenario,
        output=size,
        reasoning_tokens=reasoning or None,
        thinking_level=None if reasoning else "off",
        thinking_share=share if reasoning else None,
    )


def _cached(scenario: Scenario, value: Fraction) -> Scenario:
    return _adjusted(scenario, Adjustments(cached_share=value))


def _batch(scenario: Scenario, value: Fraction) -> Scenario:
    return _adjusted(scenario, Adjustments(batch_share=value))


def _adjusted(scenario: Scenario, by: Adjustments) -> Scenario:
    return replace(scenario, workload=adjusted_job(scenario.workload, by))


def _growth(scenario: Scenario, value: Fraction) -> Scenario:
    return _with(scenario, growth=value)


def _fx(scenario: Scenario, value: Fraction) -> Scenario:
    return replace(scenario, fx=FxRates.fixed("USD/CNY", value, "assumed"))


def _fx_now(scenario: Scenario) -> Fraction:
    return (scenario.fx or FxRates.ecb()).rate("USD", "CNY", scenario.start).value


def _batch_now(scenario: Scenario) -> Fraction:
    return dict(scenario.workload.service_tiers).get("batch", Fraction(0))


_ONE, _BASIS_POINT = Fraction(1), Fraction(1, 10_000)

LEVERS: Mapping[str, Lever] = {
    each.name: each
    for each in (
        Lever("volume", _ONE, "requests", lambda s: s.workload.requests, _volume),
        Lever("input", _ONE, "input tokens per request", lambda s: s.workload.input.mean, _input),
        Lever("output", _ONE, "answer tokens", lambda s: s.workload.answer.mean, _answer, _ONE),
        Lever(
            "thinking",
            _ONE,
            "thinking tokens per request",
            lambda s: s.workload.reasoning if s.workload.thinks else Fraction(0),
            _thinking,
        ),
        Lever(
            "cache",
            _BASIS_POINT,
            "share of the input read from a cache",
            lambda s: s.workload.cached_share,
            _cached,
            most=_ONE,
        ),
        Lever("batch", _BASIS_POINT, "share in batch", _batch_now, _batch, most=_ONE),
        Lever(
            "growth",
            _BASIS_POINT,
            "growth per month",
            lambda s: s.workload.growth,
            _growth,
            least=Fraction(-1, 2),
            most=_ONE,
        ),
        Lever("fx", _BASIS_POINT, "yuan for one dollar", _fx_now, _fx, least=_ONE),
    )
}
