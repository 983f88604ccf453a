"""Names of one provider that mean two models, exactly or as people write them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pricing.errors import SheetProblem, did_you_mean
from pricing.files.strict_yaml import KeyPath
from pricing.names.rules import dashed
from pricing.sheets.sheet import Sheet


class _Name(NamedTuple):
    text: str
    model_id: str
    sheet: Sheet
    place: KeyPath

    def told(self, message: str, severity: str = "problem") -> SheetProblem:
        said = f"{self.text!r} {message}"
        return self.sheet.problem(self.place, said, severity)  # type: ignore[arg-type]


def colliding_names(sheets: Iterable[Sheet]) -> Iterator[SheetProblem]:
    """Problems with ids, aliases and successors, over all sheets of each provider together.

    A model in a later sheet replaces that of the same id in an earlier one, with its aliases.
    """
    providers: dict[str, dict[str, Sheet]] = {}
    for sheet in sheets:
        providers.setdefault(sheet.provider, {}).update(dict.fromkeys(sheet.models, sheet))
    for models in providers.values():
        yield from _colliding(models)
        yield from _bad_successors(models)


def _colliding(models: dict[str, Sheet]) -> Iterator[SheetProblem]:
    exact = {i: _Name(i, i, sheet, ("models", i)) for i, sheet in models.items()}
    for name in _aliases(models):
        first = exact.setdefault(name.text, name)
        if first is name:
            continue
        if first.model_id != name.model_id:
            what = "is the id of another model" if first.text == first.model_id else ""
            what = what or f"already names {first.model_id!r}"
            yield name.told(f"{what}: a name means one model")
        elif first.text == name.model_id:
            yield name.told("is the id of this model already: take it out", "warning")
        else:
            yield name.told("is given twice: take one out")
    yield from _alike(exact.values())


def _bad_successors(models: dict[str, Sheet]) -> Iterator[SheetProblem]:
    named = {model_id: sheet.models[model_id].successor for model_id, sheet in models.items()}
    circular = set(_in_circles(named))
    for model_id, sheet in models.items():
        successor, place = named[model_id], ("models", model_id, "successor")
        if successor and successor not in models:
            said = f"{sheet.provider} has no model {successor!r}{did_you_mean(successor, models)}"
            yield sheet.problem(place, said)
        elif model_id in circular:
            yield sheet.problem(place, "leads back to this model: name one that is still sold")


def _in_circles(named: dict[str, str | None]) -> Iterator[str]:
    """Models that are their own successors, by however many steps; each is walked to once."""
    begun: dict[str, str] = {}
    for start in named:
        walk, at = [], start
        while at in named and at not in begun:
            begun[at] = start
            walk.append(at)
            at = named[at] or ""
        if begun.get(at) == start:
            yield from walk[walk.index(at) :]


def _aliases(models: dict[str, Sheet]) -> Iterator[_Name]:
    for model_id, sheet in models.items():
        for number, alias in enumerate(sheet.models[model_id].aliases):
            yield _Name(alias, model_id, sheet, ("models", model_id, "aliases", number))


def _alike(names: Iterable[_Name]) -> Iterator[SheetProblem]:
    """Names that differ by letter case, dots and dashes only, and mean two models."""
    seen: dict[str, _Name] = {}
    for name in names:
        first = seen.setdefault(dashed(name.text), name)
        if first.model_id != name.model_id:
            said = f"differs from {first.text!r} by letter case, dots and dashes only"
            yield name.told(f"{said}: people will mix them up", "warning")
