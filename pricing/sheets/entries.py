"""A price entry of a sheet: rates, tiers, service tiers, windows, fees, and their source."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from pricing.files.schema import Day, Entry, Factor, Price, Slip, Tokens
from pricing.files.strict_yaml import KeyPath
from pricing.sheets.source import SourceRef
from pricing.sheets.windows import Span, known_country, overlapping, week_spans

Thinking = Literal["billed_as_output", "separate_rate", "mode_rate", "not_billed", "not_applicable"]
FeeKind = Literal["request", "web_search", "cache_token_hour", "citation_token"]
TokenKind = Literal["input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning"]
TOKEN_KINDS: tuple[TokenKind, ...] = get_args(TokenKind)
NO_BOUND = float("inf")
Weekday = Annotated[int, Field(ge=1, le=7)]
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
Hours = Annotated[str, Field(pattern=rf"^{_CLOCK}-(?:{_CLOCK}|24:00)$")]


class TokenRates(Entry):
    """Prices per million tokens. A kind without a rate of its own is charged as its parent."""

    input: Price | None = None
    """Input tokens that were neither read from nor written to a cache."""
    cache_read: Price | None = None
    """Input tokens read from a cache; without a rate: as `input`."""
    cache_write: Price | None = None
    """Input tokens written to a cache; without a rate: as `input`."""
    cache_write_long: Price | None = None
    """Written with the longer lifetime of `cache_ttl`; without a rate: as `cache_write`."""
    output: Price | None = None
    """Output tokens that are not reasoning."""
    reasoning: Price | None = None
    """Reasoning tokens, only where `thinking: separate_rate`; otherwise as `output`."""

    def given(self) -> dict[TokenKind, Decimal]:
        """The rates written here, by token kind."""
        return {k: rate for k in TOKEN_KINDS if (rate := getattr(self, k)) is not None}


class Rates(TokenRates):
    when_thinking: TokenRates | None = None
    """Rates that replace these when the request runs in thinking mode (`thinking: mode_rate`)."""

    def ever_given(self) -> set[TokenKind]:
        """The kinds with a rate written here, in thinking mode or out of it."""
        return {*self.given(), *(self.when_thinking.given() if self.when_thinking else ())}


class Bounds(Entry):
    """Inclusive bounds of a two-dimensional tier."""

    input: Tokens | None = None
    """Largest number of input tokens (cached ones included) of a request in this tier."""
    output: Tokens | None = None
    """Largest number of output tokens (reasoning included) of a request in this tier."""


class Tier(Rates):
    up_to: Tokens | Bounds | None = None
    """Inclusive bound on the request's total input tokens, or on input and output tokens;
    the last tier leaves it out."""

    def bounds(self) -> tuple[int | None, int | None]:
        """Largest input and output tokens; None where there is no bound."""
        if isinstance(self.up_to, Bounds):
            return self.up_to.input, self.up_to.output
        return self.up_to, None


class RateSet(Rates):
    tiers: Annotated[tuple[Tier, ...], Field(max_length=50)] = ()
    """Rates by size of the request, in rising order, instead of one set of rates."""

    def rate_sets(self) -> tuple[Rates, ...]:
        """The tiers, or this set itself where there are none."""
        return self.tiers or (self,)

    def slips(self) -> Iterator[Slip]:
        if not self.tiers:
            return
        if self.given() or self.when_thinking:
            yield Slip("give either tiers or one set of rates, not both")
        last = len(self.tiers) - 1
        limits = [tuple(NO_BOUND if b is None else b for b in t.bounds()) for t in self.tiers]
        if limits[last] != (NO_BOUND, NO_BOUND):
            said = "the last tier must hold all larger requests: leave its up_to out"
            yield Slip(said, "tiers", last, "up_to")
        for number, limit in enumerate(limits[:last]):
            if limit == (NO_BOUND, NO_BOUND):
                yield Slip("only the last tier may leave up_to out", "tiers", number)
        for number, (before, after) in enumerate(pairwise(limits[:last]), 1):
            if all(b >= a for b, a in zip(before, after, strict=True)):
                said = f"tier {number} holds all of these requests: keep tiers in rising order"
                yield Slip(said, "tiers", number, "up_to")
            elif before > after:
                said = f"of smaller requests than tier {number}: keep tiers in rising order"
                yield Slip(said, "tiers", number, "up_to")


class Fee(Entry):
    """The price of a counted thing."""

    price: Price
    """Price of `per` things, in the sheet's currency."""
    per: Annotated[int, Field(ge=1, le=10**9)] = 1
    """How many things the price is for: `1_000` searches, `1_000_000` token-hours."""


class Variant(RateSet):
    """What another service tier costs: a factor on all rates, or rates of its own."""

    multiply: Factor | None = None
    """Factor on every rate, at every hour (`0.5` = half price)."""
    fees: dict[FeeKind, Fee] = {}
    """Counted things that cost otherwise in this service tier than in the entry."""
    source: SourceRef | None = None
    """Where this service tier's price comes from."""
    note: str | None = None
    """What a reader must know of this price."""

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        own = bool(self.tiers or self.given())
        if own == (self.multiply is not None):
            yield Slip("give either multiply or rates of its own")


class Except(Entry):
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}$"), AfterValidator(known_country)]
    """Country whose public holidays (as the `holidays` package knows them) are left out."""


class Window(Entry):
    """Hours of the week at which the rates differ."""

    hours: Hours | Annotated[tuple[Hours, ...], Field(min_length=1, max_length=24)]
    """`"09:00-12:00"` or a list of such spans; may cross midnight; `"00:00-24:00"` is all day."""
    utc_offset: Annotated[str, Field(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
    """Offset of the clock that the hours and days are told by, as `"+08:00"`."""
    days: tuple[Weekday, ...] = (1, 2, 3, 4, 5, 6, 7)
    """Days on which a span begins; 1 is Monday."""
    except_: Except | None = Field(default=None, alias="except")
    """Whole days on which the window is closed: `{holidays: CN}`."""
    multiply: Factor | None = None
    """Factor on every rate during the window."""
    rates: TokenRates | None = None
    """Rates during the window, instead of a factor; what is left out stays as outside."""

    def slips(self) -> Iterator[Slip]:
        if (self.multiply is None) == (self.rates is None):
            yield Slip("give either multiply or rates")
        if not self.days:
            yield Slip("no day is given: leave the key out for every day", "days")
        for text in (self.hours,) if isinstance(self.hours, str) else self.hours:
            if text[:5] == text[6:]:
                yield Slip(f'{text!r} ends as it begins: write "00:00-24:00" for all day', "hours")

    def spans(self) -> list[Span]:
        """Minutes of the UTC week in which the window is open."""
        hours = (self.hours,) if isinstance(self.hours, str) else self.hours
        return week_spans(hours, self.days, self.utc_offset)


class PriceEntry(RateSet):
    """The prices in force from one date on. A change is a new entry at the end, never an edit."""

    from_: Day = Field(alias="from")
    """First day in force; it begins at midnight in the sheet's `timezone`."""
    until: Day | None = None
    """First day no longer in force: for a retirement or a gap. A following entry ends this one."""
    thinking: Thinking | None = None
    """How thinking was billed under this entry, where it differs from the model's `thinking`."""
    tier_mode: Literal["whole_request", "marginal"] = "whole_request"
    """`whole_request`: the tier prices all of the request; `marginal`: each tier its own tokens."""
    service_tiers: dict[str, Variant] = {}
    """Other service tiers by the vendor's word: `batch`, `flex`, `priority`, `fast`."""
    windows: Annotated[dict[str, Window], Field(max_length=8)] = {}
    """Hours with other rates, by name: `peak`, `off_peak`."""
    fees: dict[FeeKind, Fee] = {}
    """Counted things with a price of their own."""
    source: SourceRef | None = None
    """Where this entry's prices come from."""
    note: str | None = None
    """What a reader must know of this price: why it jumped, what is open."""

    def slips(self) -> Iterator[Slip]:
        yield from super().slips()
        yield from self._missing_rates()
        if self.until and self.until <= self.from_:
            yield Slip(f"{self.until} is not after from, {self.from_}", "until")
        for name in self.service_tiers:
            if name.lower() == "standard":
                said = "the standard tier is the entry itself: give the others here"
                yield Slip(said, "service_tiers", name)
        for name, window in self.windows.items():
            if self.tiers and window.rates:
                yield Slip("a window beside tiers takes multiply, not rates", "windows", name)
        if twice := overlapping({name: w.spans() for name, w in self.windows.items()}):
            yield Slip(f"{twice[1]!r} is open while {twice[0]!r} is", "windows", twice[1])
        if self.tier_mode == "marginal":
            yield from _marginal_slips(self)

    def _missing_rates(self) -> Iterator[Slip]:
        for place, rates in self.rate_places():
            missing = [kind for kind in ("input", "output") if getattr(rates, kind) is None]
            if len(missing) == 1:
                yield Slip("this key is needed: a price has input and output", *place, *missing)
            elif missing:
                yield Slip("input and output are needed, or tiers with both", *place)

    def rate_places(self) -> Iterator[tuple[KeyPath, Rates]]:
        """Every set of rates that is written out in this entry, with where it stands below it."""
        own = [(name, v) for name, v in self.service_tiers.items() if v.multiply is None]
        sets: list[tuple[KeyPath, RateSet]] = [((), self)]
        for place, rate_set in sets + [(("service_tiers", name), v) for name, v in own]:
            for number, rates in enumerate(rate_set.rate_sets()):
                yield ((*place, "tiers", number) if rate_set.tiers else place), rates


def _marginal_slips(entry: PriceEntry) -> Iterator[Slip]:
    if not entry.tiers:
        yield Slip("marginal needs tiers", "tier_mode")
    for rate_set in (entry, *entry.service_tiers.values()):
        outputs = {(t.output, t.when_thinking, t.reasoning) for t in rate_set.tiers}
        if any(isinstance(t.up_to, Bounds) for t in rate_set.tiers) or len(outputs) > 1:
            said = "marginal tiers are by input alone, with one output price in all of them"
            yield Slip(said, "tier_mode")
        if any(kind.startswith("cache") for t in rate_set.tiers for kind in t.ever_given()):
            said = "marginal tiers cannot have cache rates: which tokens lay beyond the bound?"
            yield Slip(said, "tier_mode")
