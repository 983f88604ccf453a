"""What share of another catalogue's model ids our names resolve, and why the rest does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pricing.catalog import Catalog
from pricing.errors import PricingError, UnknownOfferError
from pricing.names.index import Names
from pricing.names.lookup import settled
from pricing.names.rules import Claim, first_claim

RESOLVED = "resolved"
WITH_PROVIDER = "resolved with its provider"
AMBIGUOUS = "ambiguous"
ELSEWHERE = "only other sellers in the book"
MISSING = "not in the book"
OUTCOMES = (RESOLVED, WITH_PROVIDER, AMBIGUOUS, ELSEWHERE, MISSING)


class ForeignId(NamedTuple):
    """A model id of another catalogue, and the provider it files it under."""

    id: str
    provider: str


@dataclass(frozen=True, slots=True)
class ProviderCoverage:
    """What became of the ids of one foreign provider that has a counterpart here."""

    provider: str
    ours: tuple[str, ...]
    outcomes: dict[ForeignId, str]

    def count(self, *outcomes: str) -> int:
        """How many ids ended so."""
        return sum(outcome in outcomes for outcome in self.outcomes.values())

    @property
    def unresolved(self) -> list[ForeignId]:
        """The ids that name no one offer, even with the provider said."""
        return [i for i, end in self.outcomes.items() if end not in (RESOLVED, WITH_PROVIDER)]


def litellm_chat_ids() -> tuple[str, list[ForeignId]]:
    """LiteLLM's version and chat models, read from its price file without importing it.

    Raises:
        PricingError: it is not installed, or carries no such file.
    """
    import json
    from importlib.metadata import version
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec("litellm")
    if found is None or found.origin is None:
        raise PricingError('litellm is not installed: pip install "tokenfare[peers]"')
    path = Path(found.origin).parent / "model_prices_and_context_window_backup.json"
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PricingError(f"litellm's price file cannot be read: {error}") from None
    ids = [
        ForeignId(name, entry.get("litellm_provider", ""))
        for name, entry in entries.items()
        if entry.get("mode") == "chat"
    ]
    return f"litellm {version('litellm')}", ids


def measure(catalog: Catalog, ids: Iterable[ForeignId]) -> list[ProviderCoverage]:
    """Look up every id whose provider has a counterpart in the book, most ids first."""
    names = catalog.names
    outcomes: dict[str, dict[ForeignId, str]] = {}
    ours: dict[str, tuple[str, ...]] = {}
    for foreign in ids:
        provider = _family(foreign.provider)
        if provider not in ours:
            ours[provider] = tuple(_counterparts(names, provider))
        if ours[provider]:
            found = outcomes.setdefault(provider, {})
            found[foreign] = _outcome(names, ForeignId(foreign.id, provider))
    results = [ProviderCoverage(name, ours[name], found) for name, found in outcomes.items()]
    return sorted(results, key=lambda result: (-len(result.outcomes), result.provider))


def totals_of(results: Iterable[ProviderCoverage]) -> dict[str, int]:
    """How many ids ended each way, over all providers."""
    ends = Counter(end for result in results for end in result.outcomes.values())
    return {outcome: ends[outcome] for outcome in OUTCOMES}


def reason(catalog: Catalog, foreign: ForeignId) -> str:
    """Why an id with its provider said names no one offer, in the words of the error."""
    try:
        found = catalog.match(foreign.id, _family(foreign.provider))
    except UnknownOfferError as error:
        return str(error)
    return f"{found.offer.id}: {found.how}"


def _family(provider: str) -> str:
    """LiteLLM files Vertex's models by publisher: `vertex_ai-anthropic_models`."""
    return "vertex_ai" if provider.startswith("vertex_ai") else provider


def _counterparts(names: Names, provider: str) -> Iterator[str]:
    claim = first_claim(names.known, f"{provider}/model")
    have = set(names.known.providers.values())
    return (one for one in (claim and claim.providers) or () if one in have)


def _outcome(names: Names, foreign: ForeignId) -> str:
    alone = names.look(foreign.id)
    if settled(alone):
        return RESOLVED
    said = names.look(foreign.id, foreign.provider)
    if settled(said):
        return WITH_PROVIDER
    if said:
        return AMBIGUOUS
    claim = names.claim(foreign.id, foreign.provider)
    return ELSEWHERE if claim and names.find(Claim(None, claim.model)) else MISSING
