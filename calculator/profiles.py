"""Workloads from YAML: the presets in `data/workloads/`, and profiles of one's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from calculator.rhythm import Rhythm
from calculator.workload import TokenSize, Workload
from pricing.catalog import data_folder
from pricing.errors import SheetError, SheetProblem, WorkloadError
from pricing.files import strict_yaml
from pricing.files.schema import Entry, Factor, Number, Zone, validate

Share = Annotated[Number, Field(ge=0, le=1)]
Count = Annotated[Number, Field(ge=0, le=Decimal(10) ** 15)]
Weights = tuple[Count, ...]


class Lognormal(Entry):
    """A distribution of sizes by its median and 95th percentile."""

    p50: Count
    """Half of the requests are at most this size."""
    p95: Count
    """Nineteen of twenty requests are at most this size."""


class HistogramBin(Entry):
    """Requests of like size."""

    up_to: Annotated[int, Field(ge=0, le=10**12)]
    """The largest size, inclusive; the bin before ends where this one begins."""
    requests: Annotated[int, Field(ge=0, le=10**15)]
    """How many requests."""
    tokens: Annotated[int, Field(ge=0, le=10**18)]
    """Their tokens, together."""


class Histogram(Entry):
    """A distribution of sizes as it was seen."""

    histogram: Annotated[tuple[HistogramBin, ...], Field(min_length=1, max_length=1000)]
    """Bins, smallest sizes first. Only ratios count: the volume is stated elsewhere."""


class WeeklyRhythm(Entry):
    """When requests come. Weights: only their ratios count."""

    timezone: Zone
    """The clock of the people who ask."""
    hours: Weights = ()
    """24 weights of the hours of a day, from midnight on; even where left out."""
    weekdays: Weights = ()
    """7 weights of the days of a week, from Monday on. Left out: all alike, or with
    `requests_per_working_day` none at the weekend."""
    weekend_hours: Weights = ()
    """24 weights for Saturday and Sunday; as on other days where left out."""


Times = tuple[Factor, Factor]
Points = tuple[Number, Number]


class Spreads(Entry):
    """How far each assumption may be off: eight in ten outcomes lie between the two numbers.

    What is left out is as `docs/forecast.md` argues; `[1, 1]`, `[0, 0]` and `0` are certain.
    """

    volume: Times | None = None
    """Factors on the requests."""
    month_to_month: Times | None = None
    """Factors on one month's requests, beside the others."""
    growth: Points | None = None
    """Added to the growth per month: `[-0.02, 0.02]`."""
    input_tokens: Times | None = None
    """Factors on the input tokens of every request."""
    output_tokens: Times | None = None
    """Factors on the output tokens of every request."""
    thinking: Times | None = None
    """Factors on the reasoning for one token of the answer."""
    cached_share: Annotated[Number, Field(ge=0, le=Decimal("0.4"))] | None = None
    """How far a cached share of one half lies off to either side: `0.1` is from 40 to 60 %."""
    fx: Times | None = None
    """Factors on the exchange rate after one year."""


class Profile(Entry):
    """One workload as written by hand."""

    name: str
    """What it is called on charts and bills."""
    name_zh: str = ""
    """The same in Chinese."""
    description: str = ""
    """A sentence on what it stands for and where its figures come from."""
    description_zh: str = ""
    """The same in Chinese."""
    requests_per_day: Count | None = None
    """Requests on every calendar day."""
    requests_per_working_day: Count | None = None
    """Requests from Monday to Friday only."""
    requests_per_month: Count | None = None
    """Requests in a calendar month, however long."""
    rhythm: WeeklyRhythm | None = None
    """Hours and weekdays at which the requests come; even over the month where left out. The
    stated volume is that of a mean day."""
    input_tokens: Count | Lognormal | Histogram
    """Input tokens of a request, cached ones included."""
    cached_share: Share = Decimal(0)
    """Share of the input tokens that is read from a cache."""
    cache_write_share: Share = Decimal(0)
    """Share of the input tokens that is written to a cache."""
    output_tokens: Count | Lognormal | Histogram | None = None
    """Output tokens of a request, `reasoning_tokens` included."""
    answer_tokens: Count | Lognormal | Histogram | None = None
    """Instead: output tokens of a request without its reasoning."""
    reasoning_tokens: Count | None = None
    """Reasoning tokens of a request that thinks."""
    thinking_level: Literal["off", "low", "normal", "high"] | None = None
    """Scales the reasoning: 0, ½, 1, 2; without stated reasoning, normal is twice the answer."""
    thinking_share: Share | None = None
    """Share of the requests in thinking mode; all of them where reasoning is stated."""
    service_tiers: dict[str, Share] = {}
    """Share of the requests in other service tiers: `{batch: 0.4}`."""
    growth_per_month: Number = Decimal(0)
    """Growth of the volume from month to month: `0.05` is 5 %."""
    web_searches: Count = Decimal(0)
    """Web searches per request."""
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Country whose public holidays are like Sundays, and whose make-up days are like Fridays."""
    start: date | None = None
    """A day of the first month in which the workload runs."""
    months: Annotated[int, Field(ge=1)] | None = None
    """How many months it runs."""
    uncertainty: Spreads | None = None
    """How far a forecast may be off."""

    @model_validator(mode="after")
    def _one_volume(self) -> Profile:
        given = [n for n, _ in VOLUMES if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError(f"give one of {', '.join(n for n, _ in VOLUMES)}")
        if (self.output_tokens is None) == (self.answer_tokens is None):
            raise ValueError("give one of output_tokens, answer_tokens")
        return self

    def workload(self, language: str = "en") -> Workload:
        """The profile as the engine takes it, under its name in a language where it has one.

        Raises:
            WorkloadError: shares or sizes that contradict each other.
        """
        name, per = next((n, p) for n, p in VOLUMES if getattr(self, n) is not None)
        reasoning = self.reasoning_tokens
        return Workload(
            name=(self.name_zh if language == "zh" else "") or self.name,
            requests=Fraction(getattr(self, name)),
            per=per,
            input=_size(self.input_tokens),
            output=self._output(),
            cached_share=Fraction(self.cached_share),
            cache_write_share=Fraction(self.cache_write_share),
            reasoning_tokens=None if reasoning is None else Fraction(reasoning),
            thinking_level=self.thinking_level,
            thinking_share=None if self.thinking_share is None else Fraction(self.thinking_share),
            service_tiers=tuple((t, Fraction(s)) for t, s in self.service_tiers.items()),
            growth=Fraction(self.growth_per_month),
            start=self.start,
            months=self.months,
            web_searches=Fraction(self.web_searches),
            holidays=self.holidays or "",
            rhythm=_rhythm(self.rhythm),
        )

    def _output(self) -> TokenSize:
        if self.answer_tokens is None:
            return _size(self.output_tokens or Decimal(0))
        answer, reasoning = _size(self.answer_tokens), Fraction(self.reasoning_tokens or 0)
        if not answer.mean:
            return TokenSize(reasoning)
        return answer.times((answer.mean + reasoning) / answer.mean)


VOLUMES = (
    ("requests_per_day", "day"),
    ("requests_per_working_day", "working_day"),
    ("requests_per_month", "month"),
)


def _size(value: Decimal | Lognormal | Histogram) -> TokenSize:
    if isinstance(value, Histogram):
        return TokenSize.histogram((b.up_to, b.requests, b.tokens) for b in value.histogram)
    if isinstance(value, Lognormal):
        return TokenSize.lognormal(Fraction(value.p50), Fraction(value.p95))
    return TokenSize(Fraction(value))


def _rhythm(said: WeeklyRhythm | None) -> Rhythm | None:
    if said is None:
        return None
    return Rhythm(
        said.timezone,
        tuple(map(Fraction, said.hours)),
        tuple(map(Fraction, said.weekdays)),
        tuple(map(Fraction, said.weekend_hours)),
    )


def read_profile(path: Path) -> Profile:
    """Read one profile.

    Raises:
        SheetError: with every problem at its `file:line`.
    """
    return _profile(strict_yaml.read(path))


def profile_of(content: bytes, name: str) -> Profile:
    r"""Read one profile from a file's content; `name` is for messages.

    Raises:
        SheetError: with every problem at its `name:line`.

    >>> text = b"name: bot\nrequests_per_day: 5\ninput_tokens: 100\noutput_tokens: 10"
    >>> profile_of(text, "bot.yaml").requests_per_day
    Decimal('5')
    """
    if len(content) > strict_yaml.MAX_BYTES:
        said = f"{len(content):,} bytes are too many (at most {strict_yaml.MAX_BYTES:,})"
        raise SheetError([SheetProblem(name, 1, said)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SheetError([SheetProblem(name, 1, "not UTF-8: save it as UTF-8")]) from None
    return _profile(strict_yaml.parse(text, name))


def _profile(document: strict_yaml.Document) -> Profile:
    profile = validate(Profile, document)
    try:
        profile.workload()
    except WorkloadError as error:
        raise SheetError([SheetProblem(document.path, 1, str(error))]) from None
    return profile


def presets() -> dict[str, Profile]:
    """The packaged profiles by id (their file names), in order of name."""
    files = sorted((data_folder() / "workloads").glob("*.yaml"))
    return {path.stem: read_profile(path) for path in files}
