"""Read LiteLLM's price map as its package carries it; tokencost ships an older one of the form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pricing.peers.records import (
    EVERY_DAY,
    MILLION,
    Hours,
    PeerBand,
    PeerError,
    PeerModel,
    PeerPrice,
    exact,
)

FILES = {"litellm": "model_prices_and_context_window_backup.json", "tokencost": "model_prices.json"}
_MODES = ("chat", "completion", "responses")
_KINDS = {
    "input_cost_per_token": "input",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "output_cost_per_token": "output",
    "output_cost_per_reasoning_token": "reasoning",
}
_KEY = re.compile(
    rf"({'|'.join(_KINDS)})(_above_\d+hr)?(?:_above_(\d+)k_tokens)?"
    r"(?:_(batches|flex|priority|ultrafast|balanced))?"
)
_SAID_TWICE = re.compile(r"input_cost_per_token_cache_hit|.*_dbu_cost_.*")
_CHECKED = re.compile(r"checked (\d{4}-\d\d-\d\d)")
_Bands = dict[int, dict[str, Decimal]]


def read(path: Path, peer: str, version: str) -> Iterator[PeerModel]:
    """Every model that is billed by input and output tokens, in US dollars per token.

    Raises:
        PeerError: the file is not a price map.
    """
    try:
        entries = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        chosen = [(key, e) for key, e in entries.items() if key != "sample_spec"]
    except (OSError, ValueError, AttributeError) as error:
        raise PeerError(f"{path} is not a LiteLLM price map: {error}") from None
    for key, entry in chosen:
        if isinstance(entry, dict) and entry.get("mode") in _MODES:
            model = _model(key, entry, peer, version)
            if model.prices:
                yield model


def _model(key: str, entry: Mapping[str, Any], peer: str, version: str) -> PeerModel:
    provider = str(entry.get("litellm_provider", ""))
    first, _, rest = key.partition("/")
    metadata = entry.get("metadata") or {}
    note = metadata.get("comment") or metadata.get("notes") or entry.get("comment") or ""
    checked = _CHECKED.search(note)
    return PeerModel(
        peer=peer,
        version=version,
        provider=provider,
        model=rest if rest and provider.startswith(first) else key,
        prices=tuple(_prices(entry)),
        unit="per token",
        context_window=_whole(entry.get("max_input_tokens")),
        reasons=entry.get("supports_reasoning"),
        source=str(entry.get("source") or ""),
        checked=date.fromisoformat(checked[1]) if checked else None,
        retired=_day(entry.get("deprecation_date")),
        note=note,
        left_out=tuple(f"{k} {_words(v)}" for k, v in entry.items() if _is_other_price(k)),
    )


def _prices(entry: Mapping[str, Any]) -> Iterator[PeerPrice]:
    """The standard price, that of the off-peak hours, and the other service tiers."""
    by_tier = _rates(entry)
    for band in entry.get("tiered_pricing") or ():
        over = int(Decimal(str(band.get("range", [0])[0]))) or -1
        for tier, bands in _rates(band).items():
            by_tier.setdefault(tier, {})[over] = bands[-1]
    standard = by_tier.pop("standard", {})
    if not {"input", "output"} <= set(standard.get(-1, {})):
        return
    yield (usual := PeerPrice(_bands(standard)))
    off_peak = entry.get("off_peak_pricing")
    if off_peak:
        rates = _rates(off_peak).get("standard", {}).get(-1, {})
        cheaper = tuple(PeerBand(b.over, {**b.rates, **rates}) for b in usual.bands)
        yield replace(usual, bands=cheaper, hours=tuple(_hours(off_peak)))
    for tier, partial in by_tier.items():
        if -1 in partial:
            yield PeerPrice(_bands(partial), service_tier=tier)


def _rates(entry: Mapping[str, Any]) -> dict[str, _Bands]:
    """Rates per million by service tier, lower bound and token kind."""
    found: dict[str, _Bands] = {}
    for key, value in entry.items():
        parts = _KEY.fullmatch(key)
        if parts is None or not isinstance(value, int | Decimal):
            continue
        kind = _KINDS[parts[1]] + ("_long" if parts[2] else "")
        if kind.startswith("cache_write") and not value:
            continue  # written where the vendor bills a write as plain input
        tier = {"batches": "batch", None: "standard"}.get(parts[4], parts[4])
        over = int(parts[3]) * 1_000 if parts[3] else -1
        found.setdefault(tier, {}).setdefault(over, {})[kind] = exact(value, MILLION)
    return found


def _bands(stated: _Bands) -> tuple[PeerBand, ...]:
    """What a band leaves out is that of the first."""
    return tuple(PeerBand(over, {**stated[-1], **stated[over]}) for over in sorted(stated))


def _hours(off_peak: Mapping[str, Any]) -> Iterator[Hours]:
    """Hours are told in UTC, weekdays by the calendar of `weekday_timezone`.

    Told by that calendar's clock and cut at its midnight, both mean the same.
    """
    zone = ZoneInfo(off_peak.get("weekday_timezone") or "UTC")
    offset = datetime(2026, 1, 1, tzinfo=zone).strftime("%z")
    for rule in (off_peak, *(off_peak.get("windows") or ())):
        hours = rule.get("hours_utc")
        if hours:
            spans = [hours] if isinstance(hours, str) else hours
            cut = [piece for span in spans for piece in _local(span, zone)]
            days = tuple(rule.get("weekdays") or EVERY_DAY)
            yield Hours(tuple(cut), f"{offset[:3]}:{offset[3:]}", days)


def _local(span: str, zone: ZoneInfo) -> Iterable[str]:
    day = date(2026, 1, 1)
    utc = ZoneInfo("UTC")
    opens, closes = (
        datetime.combine(day, time.fromisoformat(text.strip()), utc).astimezone(zone)
        for text in span.split("-")
    )
    start, end = f"{opens:%H:%M}", f"{closes:%H:%M}"
    if start < end:
        return [f"{start}-{end}"]
    rest = [] if end == "00:00" else [f"00:00-{end}"]
    return [*rest, f"{start}-24:00"] if start != end else ["00:00-24:00"]


def _is_other_price(key: str) -> bool:
    priced = "cost" in key or key in ("provider_specific_entry", "regional_processing_uplift")
    return priced and not _KEY.fullmatch(key) and not _SAID_TWICE.fullmatch(key)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(part)}" for key, part in value.items())
    return str(value)


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int | Decimal) and value > 0 else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
