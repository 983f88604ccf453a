"""The price sheet: what a provider publishes, as written by hand in YAML.

The docstring under each field is the documentation of the format: the editor schema
(`data/sheet.schema.json`) and the tables of `docs/price-sheets.md` are made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from pricing.errors import Severity, SheetError, SheetProblem, did_you_mean
from pricing.files import strict_yaml
from pricing.files.schema import Day, Entry, Id, Number, Price, Slip, Zone, validate
from pricing.files.strict_yaml import KeyPath
from pricing.files.wording import place_words
from pricing.sheets.entries import Fee, FeeKind, PriceEntry, Thinking
from pricing.sheets.source import Source, SourceRef

Currency = Literal["CNY", "USD", "EUR", "GBP", "JPY", "HKD", "SGD", "KRW", "INR"]


class UsageConvention(Entry):
    """How the provider's API reports token counts."""

    cached: Literal["in_input", "beside_input"] = "in_input"
    """Whether the reported input tokens contain the cached ones."""
    reasoning: Literal["in_output", "beside_output"] = "in_output"
    """Whether the reported output tokens contain the reasoning ones."""


class Converted(Entry):
    """The same claim in a second currency, as the claimant converted it."""

    currency: Currency
    input: Price
    output: Price


class Claim(Entry):
    """What a claimed price is about, so that `tokenfare audit` can set it beside a sourced one."""

    about: str
    """The offer whose price is claimed: `moonshot-cn/kimi-k2-thinking`."""
    thinking: str
    """What the claim says of thinking tokens, word for word."""
    converted: Converted | None = None
    """The claim's own conversion, which implies an exchange rate."""


class Model(Entry):
    """One model as this provider sells it."""

    name: str = ""
    """Display name; the id where left out."""
    publisher: str = ""
    """Who made the model; the provider where left out."""
    aliases: tuple[Id, ...] = ()
    """Other exact names the provider accepts or its users write. No patterns."""
    context_window: Annotated[int, Field(ge=1, lt=2**32)] | None = None
    """Most input tokens of one request."""
    cache_ttl: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    """Lifetimes that `cache_write` and `cache_write_long` pay for: `[5m, 1h]`."""
    thinking: Thinking | None = None
    """How reasoning tokens are billed. Required with `prices`; there is no default."""
    always_thinks: bool = False
    """True where thinking cannot be switched off."""
    usage: UsageConvention | None = None
    """Where it differs from the sheet's `usage`."""
    currency: Currency | None = None
    """Where the provider prices this model in another currency than the rest."""
    prices: tuple[PriceEntry, ...] = ()
    """Price entries in rising order of `from`; add new ones at the end."""
    resells: str | None = None
    """`provider/model` whose prices this offer takes over whole, instead of `prices`."""
    markup: Annotated[Number, Field(gt=-100, le=1000)] = Decimal(0)
    """Per cent added to every rate of the resold model."""
    successor: Id | None = None
    """The model of this sheet that takes its place when it retires."""
    source: SourceRef | None = None
    """Where this model's prices come from."""
    claim: Claim | None = None
    """Only with `status: claimed`: the sourced offer it must be held against."""

    def slips(self) -> Iterator[Slip]:
        if bool(self.prices) == bool(self.resells):
            yield Slip("give either prices or resells")
        if self.prices and self.thinking is None:
            said = "say how thinking is billed (thinking: not_applicable where there is none)"
            yield Slip(said, "thinking")
        if self.markup and not self.resells:
            yield Slip("goes with resells only: write the marked-up prices out", "markup")
        for number, (before, after) in enumerate(pairwise(self.prices)):
            if before.from_ >= after.from_:
                said = f"{after.from_} does not come after {before.from_}: keep entries in order"
                yield Slip(said, "prices", number + 1, "from")
            elif before.until and before.until > after.from_:
                said = f"{before.until} is after the next entry's from, {after.from_}"
                yield Slip(said, "prices", number, "until")
        for number, entry in enumerate(self.prices):
            for slip in _wrong_treatment(entry, entry.thinking or self.thinking):
                yield Slip(slip.message, "prices", number, *slip.keys)


def _wrong_treatment(entry: PriceEntry, thinking: Thinking | None) -> Iterator[Slip]:
    for place, rates in entry.rate_places():
        has_mode = rates.when_thinking is not None and rates.when_thinking.output is not None
        if has_mode and thinking != "mode_rate":
            yield Slip(f"goes with thinking: mode_rate, not {thinking}", *place, "when_thinking")
        elif thinking == "mode_rate" and not has_mode:
            yield Slip("thinking: mode_rate needs when_thinking: {output: …}", *place)
        if rates.reasoning is not None and thinking != "separate_rate":
            yield Slip(f"goes with thinking: separate_rate, not {thinking}", *place, "reasoning")
        elif thinking == "separate_rate" and rates.reasoning is None:
            yield Slip("thinking: separate_rate needs a reasoning rate", *place)


class Charge(Entry):
    """What comes on top of the usage: a fee, or with a negative percent a discount."""

    name: str
    """As it stands on the bill."""
    percent: Annotated[Number, Field(ge=-100, le=1000)] | None = None
    """Per cent of the running subtotal."""
    per_month: Number | None = None
    """A fixed amount per calendar month, in the sheet's currency."""

    def slips(self) -> Iterator[Slip]:
        if (self.percent is None) == (self.per_month is None):
            yield Slip("give either percent or per_month")


class Tax(Entry):
    name: str
    """As it stands on the bill: `VAT`."""
    percent: Annotated[Number, Field(ge=0, le=100)]
    """Rate in per cent."""
    included: bool
    """True where the list prices already contain it."""


class Sheet(Entry):
    """The price list of one provider (and region, where its prices depend on it)."""

    schema_: Literal[1] = Field(alias="schema")
    """Version of this format: 1."""
    provider: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Id used in lookups; the file is named after it."""
    name: str
    """Display name."""
    revision: Day
    """Day of the last edit of this file."""
    currency: Currency
    """What the provider prices in. Nothing in the file is ever converted."""
    timezone: Zone
    """Zone in which a `from` date begins: `Asia/Shanghai`, `UTC`."""
    usage: UsageConvention = UsageConvention()
    """How the API reports token counts."""
    source: Source
    """Where the prices come from, unless a model or an entry says otherwise."""
    sources: dict[Id, Source] = {}
    """Further sources by name, so that a page or a copy of it is described once."""
    charges: tuple[Charge, ...] = ()
    """What comes on top of usage, in this order."""
    tax: Tax | None = None
    """Tax on the list prices, where known."""
    fees: dict[FeeKind, Fee] = {}
    """Counted things that cost the same with every model and on every date, unless an entry has
    its own."""
    models: dict[Id, Model]
    """The models on the list, by the vendor's own id."""

    _path: Path | None = PrivateAttr(default=None)
    _document: strict_yaml.Document | None = PrivateAttr(default=None)

    def slips(self) -> Iterator[Slip]:
        needed = {k: getattr(self.source, k) for k in ("status", "url", "retrieved")}
        if missing := [key for key, value in needed.items() if not value]:
            said = "every price says where it is from, and when that was checked"
            yield Slip(f"{' and '.join(missing)} needed: {said}", "source")
        named: dict[KeyPath, Source] = {("source",): self.source}
        named |= {("sources", n): s for n, s in self.sources.items()}
        for place, source in named.items():
            if source.like is not None:
                yield Slip("a source of the whole sheet is written out", *place, "like")
        if not self.models:
            yield Slip("no model is given: a sheet without one changes nothing", "models")
        for place, source in self.written_sources():
            if source.like is not None and source.like not in self.sources:
                hint = did_you_mean(source.like, self.sources) or ": describe it in sources"
                yield Slip(f"the sheet has no source named {source.like!r}{hint}", *place)

    def source_of(self, *nearest: Source | None) -> Source:
        """The nearest source given, with what it leaves out from the levels above.

        A named source takes what it leaves out from the sheet's own.
        """
        found = self.source
        for source in reversed([s for s in nearest if s is not None]):
            above = found if source.like is None else self.sources[source.like].over(self.source)
            found = source.over(above)
        return found

    def written_sources(self) -> Iterator[tuple[KeyPath, Source]]:
        """Every source below the sheet's own, with where it stands."""
        for model_id, model in self.models.items():
            at: KeyPath = ("models", model_id)
            if model.source:
                yield (*at, "source"), model.source
            for number, entry in enumerate(model.prices):
                if entry.source:
                    yield (*at, "prices", number, "source"), entry.source
                for tier, variant in entry.service_tiers.items():
                    if variant.source:
                        here = (*at, "prices", number, "service_tiers", tier, "source")
                        yield here, variant.source

    def problem(self, place: KeyPath, message: str, severity: Severity = "problem") -> SheetProblem:
        """A problem at a key path of this sheet, in its words and at its line of the file."""
        document = self.document
        said = f"{place_words(document.data, place)}: {message}"
        return SheetProblem(document.path, document.line_of(place), said, severity)

    @property
    def document(self) -> strict_yaml.Document:
        """The file, read again when first asked for: most sheets have no problem to tell."""
        if self._document is None and self._path:
            self._document = strict_yaml.read(self._path)
        return self._document or strict_yaml.Document(f"{self.provider}.yaml", {}, {})


def read_sheet(path: Path) -> Sheet:
    """Read and check one sheet.

    Raises:
        SheetError: with every problem found, each at its `file:line`.
    """
    document = strict_yaml.read(path)
    sheet = validate(Sheet, document)
    if path.stem != sheet.provider:
        where = document.line_of(("provider",))
        said = f"{sheet.provider!r} is not the file's name: call that {sheet.provider}.yaml"
        raise SheetError([SheetProblem(str(path), where, f"provider: {said}")])
    sheet._path = path
    return sheet
