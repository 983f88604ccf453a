"""Price sheets drawn by Hypothesis, and any sheet written out again as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pricing import Catalog
from pricing.book import compile_book
from pricing.files import strict_yaml
from pricing.files.schema import validate
from pricing.peers.yaml_text import key, value
from pricing.sheets.sheet import Sheet

FIRST_DAY = date(2026, 1, 1)
Data = dict[str, Any]


def written(thing: Any) -> str:
    """A value as flow YAML, in the scalars that the sheets use."""
    if isinstance(thing, Mapping):
        return "{" + ", ".join(f"{key(str(k))}: {written(v)}" for k, v in thing.items()) + "}"
    if isinstance(thing, list | tuple):
        return "[" + ", ".join(map(written, thing)) + "]"
    return str(thing).lower() if isinstance(thing, bool) else value(thing)


def read(data: Mapping[str, Any]) -> Sheet:
    """The sheet of these keys, by way of its text."""
    text = "".join(f"{name}: {written(part)}\n" for name, part in data.items())
    return validate(Sheet, strict_yaml.parse(text))


def reread(sheet: Sheet) -> Sheet:
    """A sheet dumped and loaded again."""
    return read(sheet.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True))


def book(*models: Data) -> Catalog:
    """A catalog of one sheet in dollars with models `m0`, `m1` ..."""
    return Catalog(compile_book([read(sheet(*models))], "5eed" * 16))


def sheet(*models: Data, timezone: str = "Asia/Shanghai") -> Data:
    return {
        "schema": 1,
        "provider": "drawn",
        "name": "Drawn",
        "revision": date(2026, 11, 24),
        "currency": "USD",
        "timezone": timezone,
        "source": {
            "status": "official",
            "url": "https://example.org/prices",
            "retrieved": date(2026, 11, 20),
        },
        "models": {f"m{number}": model for number, model in enumerate(models)},
    }


prices = st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-3))
"""Up to 1,000 a million tokens in thousandths: times two factors they are still whole picos."""

factors = st.sampled_from([Decimal(text) for text in ("0.5", "0.6", "1.5", "2")])
zones = st.sampled_from(["UTC", "Asia/Shanghai", "America/Los_Angeles"])


@st.composite
def rates(draw: st.DrawFn, thinking: str) -> Data:
    """One set of rates that fits a thinking treatment."""
    given = {"input": draw(prices), "output": draw(prices)}
    for kind in draw(st.sets(st.sampled_from(["cache_read", "cache_write", "cache_write_long"]))):
        given[kind] = draw(prices)
    if thinking == "separate_rate":
        given["reasoning"] = draw(prices)
    if thinking == "mode_rate":
        given["when_thinking"] = {"output": draw(prices)}
    return given


@st.composite
def entries(draw: st.DrawFn, day: date, thinking: str) -> Data:
    """A price entry: flat or in tiers, with or without hours, a batch tier and fees."""
    entry: Data = {"from": day}
    bounds = sorted(draw(st.sets(st.integers(1, 200_000), max_size=3)))
    if bounds:
        tiers = [{"up_to": bound} | draw(rates(thinking)) for bound in bounds]
        entry["tiers"] = [*tiers, draw(rates(thinking))]
    else:
        entry |= draw(rates(thinking))
    if draw(st.booleans()):
        hours = draw(st.sampled_from(["16:30-00:30", "00:00-24:00", "09:00-12:00"]))
        days = sorted(draw(st.sets(st.integers(1, 7), min_size=1)))
        window = {"hours": hours, "utc_offset": "+08:00", "days": days, "multiply": draw(factors)}
        entry["windows"] = {"some": window}
    if draw(st.booleans()):
        entry["service_tiers"] = {"batch": {"multiply": draw(factors)}}
    if draw(st.booleans()):
        entry["fees"] = {"request": {"price": draw(prices), "per": 1_000}}
    return entry


TREATMENTS = ("billed_as_output", "separate_rate", "mode_rate", "not_billed", "not_applicable")


@st.composite
def models(
    draw: st.DrawFn, treatments: tuple[str, ...] = TREATMENTS, most_entries: int = 3
) -> Data:
    """A model of one to three price entries in order of date."""
    thinking = draw(st.sampled_from(treatments))
    months = sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=most_entries)))
    days = [FIRST_DAY, *(date(2026, month, 1) for month in months[1:])]
    return {"thinking": thinking, "prices": [draw(entries(day, thinking)) for day in days]}
