"""All price sheets together: find an offer, suggest near names, lay one's own sheets on top."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pricing import book as books
from pricing.errors import AmbiguousOfferError, NotPricedError, SheetError, SheetProblem
from pricing.folders import OWN_SHEETS, data_folder, sheets_of_environment
from pricing.offers import ChargeFacts, Offer, RateCard, SheetFacts, TaxFacts

__all__ = ["Catalog", "data_folder", "default_catalog", "load_catalog"]

if TYPE_CHECKING:
    from pricing.names.index import Match, Names


class Catalog:
    """The offers of a price book, by id, alias and model.

    >>> [offer.id for offer in load_catalog().offers("qwen-plus")]
    ['alibaba-cn/qwen-plus', 'alibaba-intl/qwen-plus']
    """

    def __init__(self, compiled: books.Book) -> None:
        self.book_id = compiled.id
        """`2026.11.24+1a2b3c4d`: latest revision and hash of the sheets' content."""
        sheets = list(map(_sheet, compiled.sheets, compiled.paths))
        made = [Offer(sheets[facts["sheet"]], facts) for facts in compiled.offers]
        self._offers = {offer.id: offer for offer in made}
        self._found: dict[str, Offer] = dict(self._offers)
        self._sellers: dict[str, list[Offer]] = {}
        self._matched: dict[tuple[str, str | None], Match] = {}
        for offer in made:
            for name in dict.fromkeys((offer.model, *offer.aliases)):
                self._found.setdefault(f"{offer.provider}/{name}", offer)
                self._sellers.setdefault(name, []).append(offer)

    def __iter__(self) -> Iterator[Offer]:
        return iter(self._offers.values())

    def __len__(self) -> int:
        return len(self._offers)

    def offer(self, name: str | Offer) -> Offer:
        """Find an offer by `provider/model`, or by any other name that means one: see `match`.

        Raises:
            UnknownOfferError: nothing of that name; the message suggests near names.
            AmbiguousOfferError: several providers sell the model.
        """
        if isinstance(name, Offer):
            return name
        found = self._found.get(name)
        return found if found is not None else self.match(name).offer

    def match(self, name: str, provider: str | None = None) -> Match:
        """Find the offer a name means, and why: exact id, alias, letter case, vendor prefix ...

        Args:
            name: an id of this book or of the world: `moonshot/kimi-k2-thinking`,
                `us.anthropic.claude-opus-5`, `Kimi-K2-Thinking`.
            provider: who sold it, by our id or by LiteLLM's or OpenTelemetry's name.

        Raises:
            UnknownOfferError: nothing of that name, or no such provider.
            AmbiguousOfferError: several offers at prices of their own.

        >>> default_catalog().match("Claude-Opus-4.5", provider="anthropic").offer.id
        'anthropic/claude-opus-4-5'
        """
        known = self._matched.get((name, provider))
        if known is None:
            from pricing.names.index import Match
            from pricing.names.lookup import match

            found = None if provider else self._found.get(name)
            known = Match.of(name, found) if found else match(self.names, name, provider)
            self._matched[name, provider] = known
        return known

    def sellers(self, name: str) -> list[Offer]:
        """Everyone who sells what a name stands for at prices of their own, publishers first.

        Raises:
            UnknownOfferError: nobody does; the message suggests near names.

        >>> [offer.provider for offer in default_catalog().sellers("Kimi-K3")][:2]
        ['moonshot-cn', 'moonshot-intl']
        """
        try:
            return [self.offer(name)]
        except AmbiguousOfferError as several:
            return [self.offer(candidate) for candidate in several.candidates]

    @cached_property
    def names(self) -> Names:
        """Every name of every offer, made when a name is not an id of the book."""
        from pricing.names.index import Names

        return Names(self)

    def offers(self, model: str | None = None, *, claimed: bool = False) -> list[Offer]:
        """All offers, or those that sell a model; `claimed` prices only when asked for."""
        chosen = list(self) if model is None else self._sellers.get(model, [])
        return [offer for offer in chosen if claimed or offer.status != "claimed"]

    def rate_cards(
        self, offer: str | Offer, at: datetime | None = None, service_tier: str = "standard"
    ) -> list[RateCard]:
        """Every line of an offer whose dates hold at a moment (default: now).

        Raises:
            UnknownOfferError: no such offer.
            NotPricedError: it has no price then.
        """
        found = self.offer(offer)
        second = int((at or datetime.now(UTC)).timestamp())
        return [RateCard(found, line) for line in found.lines_at(second, service_tier)]

    def on_sale(self, second: int, *, claimed: bool = False) -> list[Offer]:
        """The offers with a standard price at this UTC second."""
        return [offer for offer in self.offers(claimed=claimed) if _sold(offer, second)]


def _sold(offer: Offer, second: int) -> bool:
    try:
        return bool(offer.lines_at(second))
    except NotPricedError:
        return False


def _sheet(facts: list, path: str) -> SheetFacts:  # type: ignore[type-arg]
    provider, name, revision, currency, charges, tax, _ = facts
    return SheetFacts(
        provider,
        name,
        revision,
        currency,
        tuple(ChargeFacts(*charge) for charge in charges),
        TaxFacts(*tax) if tax else None,
        path,
    )


def load_catalog(*sheets: Path | str) -> Catalog:
    """The packaged price sheets with further sheets (files or folders) laid on top.

    A model in a later sheet replaces the whole model of the same provider and id, and says that it
    is yours. Sheets that the environment variable `TOKENFARE_SHEETS` names come before those given.

    Raises:
        SheetError: with every problem of every sheet.

    >>> load_catalog().offer("moonshot-cn/kimi-k2-thinking").id
    'moonshot-cn/kimi-k2-thinking'
    """
    packaged = books.sheet_files([data_folder() / "prices"])
    named = sheets_of_environment()
    for path in named:
        if not path.exists():
            raise SheetError([SheetProblem(str(path), 1, f"{OWN_SHEETS} names it; there is none")])
    own = books.sheet_files([*named, *map(Path, sheets)])
    return Catalog(books.load([*packaged, *own], own))


@cache
def default_catalog() -> Catalog:
    """The packaged catalog with the sheets of `TOKENFARE_SHEETS`, loaded once a process.

    `default_catalog.cache_clear()` makes the next call look at the environment again.

    >>> default_catalog() is default_catalog()
    True
    """
    return load_catalog()
