"""A load on another offer: sizes, modes and tiers as they are there, alike ones together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.counted import SIZES
from calculator.bulk.cuts import DAY, WEEK_MINUTES, Cuts, cuts_of, days_and_dates
from calculator.bulk.layout import FEES, OFF, OFF_INFERRED, ON
from calculator.charge import EPOCH_MINUTE
from calculator.counterfactual.cuts import Bands, weighed_bounds
from calculator.counterfactual.load import Load, grouped
from calculator.counterfactual.targets import Target
from calculator.counterfactual.words import Note
from pricing.lines import NO_LIMIT

METERS = ("cache_token_hours", "citation_tokens")
"""Things that some vendors charge for: where another has no price for them, nothing is owed."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Buckets of a target's own prices, ready to be placed, with the sums of the log."""

    table: pa.Table
    day: Any
    """UTC days since 1970."""
    sums: dict[str, Any]
    notes: tuple[Note, ...]


def moved(load: Load, target: Target, bands: list[Bands]) -> Moved:
    """Move a load."""
    cuts = cuts_of(target.lines)
    notes: list[Note] = []
    tiers = list(_tiers(load, target, notes))
    second, columns = load.columns["second"], _columns(load, target, cuts, bands, notes)
    columns["tier"] = np.array([target.offer.service_tiers.index(t) for t in tiers])[
        load.columns["tier"]
    ]
    day = second // DAY
    alike = grouped([day, _moment(second, columns["until"], target), *columns.values()])
    first = {name: values[alike.first] for name, values in columns.items()}
    first["second"] = second[alike.first]
    names = pa.array(target.offer.service_tiers).take(pa.array(first.pop("tier")))
    size = len(alike)
    texts = {"provider": [""] * size, "model": [target.offer.id] * size, "service_tier": names}
    return Moved(
        pa.table(texts | first | {"reject": np.zeros(size, np.int64)}),
        day[alike.first],
        {name: alike.sum(values) for name, values in load.sums.items()},
        tuple(notes),
    )


def _tiers(load: Load, target: Target, notes: list[Note]) -> Iterator[str]:
    """The tier there for each tier of the log."""
    sold, missing = target.offer.service_tiers, []
    for tier in load.tiers:
        wanted = target.switch.service_tier or tier
        if wanted not in sold:
            missing.append(wanted)
        yield wanted if wanted in sold else "standard"
    if missing:
        notes.append(Note("no_tier", tiers=", ".join(dict.fromkeys(missing))))


def _columns(
    load: Load, target: Target, cuts: Cuts, bands: list[Bands], notes: list[Note]
) -> dict[str, Any]:
    given = load.columns
    columns = {name: given[name] for name in ("until", "uncounted")}
    mode = _mode(load, target, notes)
    columns["mode"] = mode if cuts.modal else np.full(len(mode), OFF)
    for size in SIZES:
        inputs = size.startswith("input")
        factor = target.switch.input_tokens if inputs else target.answer_weight
        columns[size] = _size(given[size], cuts.inputs if inputs else cuts.outputs, factor)
        if size.endswith("reach"):
            columns[size] = np.where(given[size] > 0, columns[size], 0)
    if target.share_of_reasoning != 1:
        columns |= _weighed(load, target, cuts, bands)
    columns |= {f"any_{fee}": given[f"any_{fee}"] for fee in FEES}
    for fee in METERS:
        if columns[f"any_{fee}"].any() and not _charges_for(target, fee):
            columns[f"any_{fee}"] = 0 * columns[f"any_{fee}"]
            notes.append(Note("left_out", what=fee.replace("_", " ")))
    return columns


def _size(sizes: Any, bounds: tuple[int, ...], factor: Fraction) -> Any:
    """The upper bound of the band there that sizes of the log fall into."""
    limits = np.array([int(bound / factor) for bound in bounds[:-1]], dtype=np.int64)
    return np.array(bounds)[np.searchsorted(limits, sizes)]


def _weighed(load: Load, target: Target, cuts: Cuts, bands: list[Bands]) -> dict[str, Any]:
    """Output bands from the label that holds them; all in one where there are none."""
    own = np.array(sorted(weighed_bounds(target, cuts.outputs)), dtype=np.int64)
    band = next((b for b in bands if b.weight == target.share_of_reasoning), None)
    several = load.columns["output_reach"] > 0
    if band is None or not len(own):
        top = np.full(len(several), NO_LIMIT)
        return {"output": top, "output_reach": np.where(several, top, 0)}
    steps = len(band.bounds) + 1
    upper = np.array([*band.bounds, NO_LIMIT], dtype=np.int64)
    label, outputs = load.columns[band.column], np.array(cuts.outputs)
    mean, total = (outputs[np.searchsorted(own, upper[x])] for x in (label // steps, label % steps))
    return {"output": mean, "output_reach": np.where(several, total, 0)}


def _mode(load: Load, target: Target, notes: list[Note]) -> Any:
    """How requests run there: as they did, unless that cannot be or something else is assumed."""
    mode = load.columns["mode"]
    if not target.thinks:
        if target.switch.thinks is not False and any(load.sums.get("reasoning_tokens", ())):
            notes.append(Note("answers_only"))
        return np.full(len(mode), OFF)
    if target.switch.thinks:
        return np.full(len(mode), ON)
    off = np.isin(mode, (OFF, OFF_INFERRED))
    if target.offer.always_thinks and off.any():
        notes.append(Note("always_thinks"))
        return np.where(off, ON, mode)
    return mode


def _charges_for(target: Target, fee: str) -> bool:
    kind = fee.removesuffix("s")
    return all(kind not in target.offer.terms[line.terms].unpriced_fees for line in target.lines)


def _moment(second: Any, until: Any, target: Target) -> Any:
    """A number for each moment, the same for those between which no price changes."""
    edges, weekly = days_and_dates(target.lines)
    piece = np.searchsorted(edges, second, side="right")
    minute = (second // 60 + EPOCH_MINUTE) % WEEK_MINUTES if weekly else 0
    return np.where(until > 0, second, piece * WEEK_MINUTES + minute)
