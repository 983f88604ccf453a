"""A draft price sheet of what another list states, for a person to finish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from pricing.compile.rates import compile_sheets
from pricing.errors import SheetError
from pricing.files import strict_yaml
from pricing.files.schema import validate
from pricing.peers import yaml_text
from pricing.peers.draft_model import ModelDraft
from pricing.peers.installed import Peer
from pricing.peers.records import PeerError, PeerModel
from pricing.sheets.sheet import Currency, Sheet

HOMES = {
    "genai-prices": "https://github.com/pydantic/genai-prices",
    "litellm": "https://github.com/BerriAI/litellm",
    "tokencost": "https://github.com/AgentOps-AI/tokencost",
    "models.dev": "https://models.dev",
    "dify": "https://github.com/langgenius/dify-official-plugins",
}
_PROVIDER = re.compile(r"[a-z0-9][a-z0-9-]*")
CHECKS = (
    "every price, on the vendor's own page; then name that page as the source",
    "every from: a source without dates leaves the day of this draft",
    "thinking: how reasoning tokens are billed; no source knows prices by mode",
    "currency, timezone, tax, usage and publisher, which the source does not state",
    'each line that begins with "Not carried over"',
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a sheet that loads and compiles, and what it is made from."""

    text: str
    origin: str
    models: int
    """How many have a price."""
    open_ends: int
    """How many comments say what could not be carried over."""


def draft_sheet(peer: Peer, records: Sequence[PeerModel], provider: str, today: date) -> Draft:
    """Write the records of a peer as a sheet of one provider, status community, confidence low.

    What the format cannot say stands in comments. The first of two records of one id is taken.

    Raises:
        PeerError: the provider's id is none, or no record has a price that can be written.
    """
    if not _PROVIDER.fullmatch(provider):
        raise PeerError(f"{provider!r} is no provider id: small letters, digits and hyphens")
    unique = {record.model: record for record in reversed(records)}
    ordered = [unique[model] for model in dict.fromkeys(r.model for r in records)]
    currency = Counter(record.currency for record in ordered).most_common(1)[0][0]
    if currency not in get_args(Currency):
        known = ", ".join(get_args(Currency))
        raise PeerError(f"a sheet cannot be in {currency}: expected {known}")
    head = _head(peer, [r for r in ordered if r.currency == currency], provider, today)
    page = _page(peer, ordered)
    bodies = [
        ModelDraft(record, today, page).lines()
        if record.currency == currency
        else list(yaml_text.comment(f"{record.model}: Not carried over: in {record.currency}", 2))
        for record in ordered
    ]
    lines = [*head, "models:"]
    for body in bodies:
        lines += [*body, ""]
    text = "\n".join(lines).rstrip() + "\n"
    written = sum(body[0].endswith(":") for body in bodies)
    if not written:
        why = "; ".join(" ".join(line.strip("# ") for line in body) for body in bodies[:3])
        raise PeerError(f"none of {len(ordered)} models has a price that can be written: {why}")
    _prove(text, provider)
    return Draft(text, str(peer), written, text.count("# Not carried over"))


def _head(peer: Peer, records: Sequence[PeerModel], provider: str, today: date) -> Iterator[str]:
    currency = records[0].currency
    yield "# yaml-language-server: $schema=../sheet.schema.json"
    yield f"# DRAFT of {today} from {peer}. Before it joins a price book, a person must check:"
    for check in CHECKS:
        yield f"# - {check}"
    zone = "Asia/Shanghai" if currency == "CNY" else "UTC"
    yield from yaml_text.pairs({"schema": 1, "provider": provider, "name": provider}, 0)
    yield from yaml_text.pairs({"revision": today, "currency": currency, "timezone": zone}, 0)
    yield "source:"
    yield from yaml_text.pairs({"status": "community", "url": _page(peer, records)}, 2)
    yield from yaml_text.pairs({"retrieved": today, "confidence": "low"}, 2)
    units = ", ".join(dict.fromkeys(record.unit for record in records))
    yield from yaml_text.note(f"Read through {peer}, which states {currency} {units}.", 2)
    yield ""


def _page(peer: Peer, records: Sequence[PeerModel]) -> str:
    """The page that most models name, or the peer's own."""
    pages = Counter(r.source for r in records if yaml_text.is_url(r.source))
    return pages.most_common(1)[0][0] if pages else HOMES[peer.name]


def _prove(text: str, provider: str) -> None:
    """Load and compile what was written: a draft that does not is our mistake."""
    try:
        compile_sheets([validate(Sheet, strict_yaml.parse(text, f"{provider}.yaml"))])
    except SheetError as error:
        said = "this draft does not load, which is a fault of the import"
        raise PeerError(f"{said}: {error}\n{text}") from None
