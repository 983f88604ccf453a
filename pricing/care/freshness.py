"""The sources of a sheet: checked too long ago, in days that have not come, or used by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pricing.errors import SheetProblem
from pricing.files.strict_yaml import KeyPath
from pricing.lines import STALE_AFTER
from pricing.sheets.entries import PriceEntry
from pricing.sheets.sheet import Model, Sheet
from pricing.sheets.source import Source

_SHOWN = 3
_Placed = tuple[KeyPath, Source | None]


def unsound_sources(sheet: Sheet, today: date) -> Iterator[SheetProblem]:
    """Problems and warnings about where and when the prices of a sheet were checked."""
    yield from _wrong_days(sheet, today)
    yield from _unused(sheet)
    yield from _stale(sheet, today)


def _wrong_days(sheet: Sheet, today: date) -> Iterator[SheetProblem]:
    latest = today + timedelta(days=1)  # where the day begins first, it is tomorrow already
    if sheet.revision > latest:
        said = f"{sheet.revision} has not come yet (it is {today}): write the day of the edit"
        yield sheet.problem(("revision",), said)
    named: list[tuple[KeyPath, Source]] = [(("sources", n), s) for n, s in sheet.sources.items()]
    for place, source in [(("source",), sheet.source), *named, *sheet.written_sources()]:
        if source.retrieved and source.retrieved > latest:
            said = f"{source.retrieved} has not come yet: write the day the page was checked"
            yield sheet.problem((*place, "retrieved"), said)
        elif source.retrieved and source.retrieved > sheet.revision:
            said = f"later than the sheet's revision, {sheet.revision}: set that to the last edit"
            yield sheet.problem((*place, "retrieved"), said)


def _unused(sheet: Sheet) -> Iterator[SheetProblem]:
    used = {source.like for _, source in sheet.written_sources()}
    for name in sheet.sources:
        if name not in used:
            said = "no price names this source: take it out, or name it where it belongs"
            yield sheet.problem(("sources", name), said, "warning")


def _stale(sheet: Sheet, today: date) -> Iterator[SheetProblem]:
    """One warning for each `retrieved` that is too old, at its line, however many rest on it."""
    resting: dict[tuple[KeyPath, date], dict[str, None]] = {}
    for model_id, model in sheet.models.items():
        for levels in _in_force(model_id, model, today):
            source = sheet.source_of(*(source for _, source in levels))
            if source.retrieved and source.status != "claimed":
                resting.setdefault((_checked_at(sheet, levels), source.retrieved), {})[model_id] = (
                    None
                )
    for (place, day), models in resting.items():
        if today - day > STALE_AFTER:
            shown = ", ".join(list(models)[:_SHOWN])
            more = f" and {len(models) - _SHOWN} more" if len(models) > _SHOWN else ""
            said = (
                f"last checked {(today - day).days} days ago, on {day}: "
                f"look at the page again for {shown}{more}"
            )
            yield sheet.problem((*place, "retrieved"), said, "warning")


def _in_force(model_id: str, model: Model, today: date) -> Iterator[list[_Placed]]:
    """The sources of what is sold today, each with its levels from the nearest up."""
    top: _Placed = (("models", model_id, "source"), model.source)
    if model.resells:
        yield [top]
    begun = [n for n, entry in enumerate(model.prices) if entry.from_ <= today]
    if begun and not _ended(model.prices[begun[-1]], today):
        entry, at = model.prices[begun[-1]], ("models", model_id, "prices", begun[-1])
        levels: list[_Placed] = [((*at, "source"), entry.source), top]
        yield levels
        for name, variant in entry.service_tiers.items():
            yield [((*at, "service_tiers", name, "source"), variant.source), *levels]


def _ended(entry: PriceEntry, today: date) -> bool:
    return entry.until is not None and entry.until <= today


def _checked_at(sheet: Sheet, levels: list[_Placed]) -> KeyPath:
    """The source, of several levels, whose `retrieved` holds."""
    for place, source in levels:
        if source is not None and source.retrieved:
            return place
        if source is not None and source.like is not None:
            named = sheet.sources[source.like]
            return ("sources", source.like) if named.retrieved else ("source",)
    return ("source",)
