"""A price entry of a sheet: rates, tiers, service tiers, windows, fees, and their source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from pricing.schema import Entry, Misplaced, Number, Price, Tokens
from pricing.windows import Span, overlapping, week_spans

Thinking = Literal["billed_as_output", "separate_rate", "mode_rate", "not_billed", "not_applicable"]
Status = Literal["official", "community", "claimed"]
FeeKind = Literal["request", "web_search", "cache_token_hour", "citation_token"]
TokenKind = Literal["input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning"]
TOKEN_KINDS: tuple[TokenKind, ...] = get_args(TokenKind)
FEE_KINDS: tuple[FeeKind, ...] = get_args(FeeKind)
Day = Annotated[int, Field(ge=1, le=7)]
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d"
Hours = Annotated[str, Field(pattern=rf"^{_CLOCK}-(?:{_CLOCK}|24:00)$")]


class Source(Entry):
    """Where a price comes from. A key left out is that of the level above."""

    like: str | None = None
    """A source of the sheet's `sources` that this one is, but for the keys written beside it;
    `source: NAME` is short for `source: {like: NAME}`."""
    status: Status | None = None
    """`official`: the provider's own list; `community`: somebody's copy; `claimed`: unsupported."""
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """The page that states the price."""
    retrieved: date | None = None
    """The day the page (or the copy of it) was last checked."""
    confidence: Literal["high", "medium", "low"] | None = None
    """How sure we are that this was the price on these dates."""
    note: str | None = None
    """How it was read: through which copy of the page, and what was derived."""

    def over(self, above: Source | None) -> Source:
        """This source with what it leaves out taken from the level above."""
        if above is None:
            return self
        return self.model_copy(update={k: v for k, v in above if getattr(self, k) is None})


def _named(source: Any) -> Any:
    return {"like": source} if isinstance(source, str) else source


SourceRef = Annotated[Source, BeforeValidator(_named, json_schema_input_type=str | Source)]
"""A source written out, or the name of one of the sheet's `sources`."""


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
    tiers: tuple[Tier, ...] = ()
    """Rates by size of the request, in rising order, instead of one set of rates."""

    def rate_sets(self) -> tuple[Rates, ...]:
        """The tiers, or this set itself where there are none."""
        return self.tiers or (self,)

    @model_validator(mode="after")
    def _tiers_are_in_order(self) -> RateSet:
        if not self.tiers:
            return self
        if self.given() or self.when_thinking:
            raise ValueError("give either tiers or one set of rates, not both")
        *bounded, last = [t.bounds() for t in self.tiers]
        if last != (None, None):
            said = "the last tier must be open: leave out its up_to"
            raise Misplaced(said, "tiers", len(bounded))
        if (None, None) in bounded:
            said = "only the last tier may leave out up_to"
            raise Misplaced(said, "tiers", bounded.index((None, None)))
        inf = float("inf")
        keys = [tuple(inf if b is None else b for b in bounds) for bounds in bounded]
        for place, (before, after) in enumerate(pairwise(keys), 1):
            if before >= after:
                raise Misplaced("must be in rising order of up_to, each once", "tiers", place)
        return self


class Fee(Entry):
    """The price of a counted thing."""

    price: Price
    """Price of `per` things, in the sheet's currency."""
    per: Annotated[int, Field(ge=1)] = 1
    """How many things the price is for: `1_000` searches, `1_000_000` token-hours."""


class Variant(RateSet):
    """What another service tier costs: a factor on all rates, or rates of its own."""

    multiply: Annotated[Number, Field(gt=0)] | None = None
    """Factor on every rate, at every hour (`0.5` = half price)."""
    fees: dict[FeeKind, Fee] = {}
    """Counted things that cost otherwise in this service tier than in the entry."""
    source: SourceRef | None = None
    """Where this service tier's price comes from."""
    note: str | None = None
    """What a reader must know of this price."""

    @model_validator(mode="after")
    def _one_way(self) -> Variant:
        own = bool(self.tiers or self.given())
        if own == (self.multiply is not None):
            raise ValueError("give either multiply or rates of its own")
        return self


class Except(Entry):
    holidays: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Country whose public holidays (as the `holidays` package knows them) are left out."""


class Window(Entry):
    """Hours of the week at which the rates differ."""

    hours: Hours | tuple[Hours, ...]
    """`"09:00-12:00"` or a list of such spans; may cross midnight; `"00:00-24:00"` is all day."""
    utc_offset: Annotated[str, Field(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
    """Offset of the clock that the hours and days are told by, as `"+08:00"`."""
    days: tuple[Day, ...] = (1, 2, 3, 4, 5, 6, 7)
    """Days on which a span begins; 1 is Monday."""
    except_: Except | None = Field(default=None, alias="except")
    """Whole days on which the window is closed: `{holidays: CN}`."""
    multiply: Annotated[Number, Field(gt=0)] | None = None
    """Factor on every rate during the window."""
    rates: TokenRates | None = None
    """Rates during the window, instead of a factor; what is left out stays as outside."""

    @model_validator(mode="after")
    def _one_way(self) -> Window:
        if (self.multiply is None) == (self.rates is None):
            raise ValueError("give either multiply or rates")
        return self

    def spans(self) -> list[Span]:
        """Minutes of the UTC week in which the window is open."""
        hours = (self.hours,) if isinstance(self.hours, str) else self.hours
        return week_spans(hours, self.days, self.utc_offset)


class PriceEntry(RateSet):
    """The prices in force from one date on. A change is a new entry at the end, never an edit."""

    from_: date = Field(alias="from")
    """First day in force; it begins at midnight in the sheet's `timezone`."""
    until: date | None = None
    """First day no longer in force: for a retirement or a gap. A following entry ends this one."""
    thinking: Thinking | None = None
    """How thinking was billed under this entry, where it differs from the model's `thinking`."""
    tier_mode: Literal["whole_request", "marginal"] = "whole_request"
    """`whole_request`: the tier prices all of the request; `marginal`: each tier its own tokens."""
    service_tiers: dict[str, Variant] = {}
    """Other service tiers by the vendor's word: `batch`, `flex`, `priority`, `fast`."""
    windows: dict[str, Window] = {}
    """Hours with other rates, by name: `peak`, `off_peak`."""
    fees: dict[FeeKind, Fee] = {}
    """Counted things with a price of their own."""
    source: SourceRef | None = None
    """Where this entry's prices come from."""
    note: str | None = None
    """What a reader must know of this price: why it jumped, what is open."""

    @model_validator(mode="after")
    def _is_complete(self) -> PriceEntry:
        own = [v for v in self.service_tiers.values() if v.multiply is None]
        for rates in [r for s in (self, *own) for r in s.rate_sets()]:
            if rates.input is None or rates.output is None:
                raise ValueError("input and output rates are needed (or tiers)")
        if self.until and self.until <= self.from_:
            raise Misplaced(f"{self.until} is not after from {self.from_}", "until")
        if "standard" in self.service_tiers:
            said = "'standard' is the entry itself; give other service tiers here"
            raise Misplaced(said, "service_tiers", "standard")
        for name, window in self.windows.items():
            if self.tiers and window.rates:
                said = "a window beside tiers takes multiply, not rates"
                raise Misplaced(said, "windows", name)
        if twice := overlapping({name: w.spans() for name, w in self.windows.items()}):
            said = f"{twice[0]!r} and {twice[1]!r} overlap"
            raise Misplaced(said, "windows", twice[1])
        if self.tier_mode == "marginal":
            _check_marginal(self)
        return self


def _check_marginal(entry: PriceEntry) -> None:
    for rate_set in (entry, *entry.service_tiers.values()):
        outputs = {(t.output, t.when_thinking, t.reasoning) for t in rate_set.tiers}
        if any(isinstance(t.up_to, Bounds) for t in rate_set.tiers) or len(outputs) > 1:
            raise ValueError("marginal tiers are by input tokens alone, with one output price")
        if any(t.cache_read or t.cache_write or t.cache_write_long for t in rate_set.tiers):
            raise ValueError("marginal tiers cannot have cache rates: which tokens were beyond?")
