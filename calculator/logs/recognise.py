"""Which format a file is: by its header or keys, never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from calculator.logs.cells import find_column
from calculator.logs.format import LogFormat
from calculator.logs.guard import masked
from calculator.logs.json_files import chains, has
from calculator.logs.values import Step
from pricing.errors import LogError

_SHOWN = 40
_HOW = (
    "Say the format with --as, or write down once where the columns are: copy a file of "
    "data/log-formats, change its columns, and give it with --mapping (see docs/log-formats.md)"
)


class Seen(NamedTuple):
    """What a file shows of itself."""

    shown: str
    kind: str
    """`csv`, `json` or `parquet`."""
    columns: tuple[str, ...] = ()
    samples: tuple[Any, ...] = ()
    """First records of a JSON file."""


class Fit(NamedTuple):
    """A format that a file can be, and where its records lie."""

    form: LogFormat
    records: tuple[Step, ...] = ()


def recognised(seen: Seen, formats: Iterable[LogFormat], own: LogFormat | None = None) -> Fit:
    """The user's own format if the file has its signs, or the one with the most signs there.

    Raises:
        LogError: none or several; it shows the columns found, and the nearest format.
    """
    if own is not None and (fit := _fit(seen, own)):
        return fit
    known = [form for form in formats if form.recognised_by and seen.kind in form.kinds]
    fits = [fit for fit in (_fit(seen, form) for form in known) if fit]
    most = max((len(fit.form.recognised_by) for fit in fits), default=0)
    best = [fit for fit in fits if len(fit.form.recognised_by) == most]
    if not best:
        raise _unknown(seen, known)
    if len(best) > 1:
        ids = " or ".join(fit.form.id for fit in best)
        raise LogError(f"{seen.shown}: this may be {ids}: say which with --as")
    return best[0]


def taken_as(seen: Seen, form: LogFormat) -> Fit:
    """The format that the user named, whether or not the file has all its signs.

    Raises:
        LogError: the file lacks what the format cannot do without.
    """
    fit = _fit(seen, form)
    if fit is None and seen.kind == "json":
        ways = form.records or ((),)
        fit = next((Fit(form, way) for way in ways if any(chains(seen.samples, way))), None)
    elif fit is None:
        lacks = [path for path in _needed(form) if not _has_column(seen, form, path)]
        fit = None if lacks else Fit(form)
    if fit is None:
        raise LogError(
            f"{seen.shown}: cannot be read as {form.id} ({form.name}): it lacks "
            f"{_words(_lacking(seen, form))}. {_found(seen)}"
        )
    return fit


def _fit(seen: Seen, form: LogFormat) -> Fit | None:
    signs = [sign.any for sign in form.recognised_by]
    if seen.kind != "json":
        whole = all(any(_has_column(seen, form, path) for path in sign) for sign in signs)
        return Fit(form) if whole and signs else None
    for way in ((), *form.records):
        for chain in chains(seen.samples, way):
            if signs and all(any(_has_key(chain, form, p) for p in sign) for sign in signs):
                return Fit(form, way)
    return None


def _has_column(seen: Seen, form: LogFormat, path: tuple[Step, ...]) -> bool:
    return find_column(seen.columns, str(path[0]), loose=form.loose_names) is not None


def _has_key(chain: tuple[Any, ...], form: LogFormat, path: tuple[Step, ...]) -> bool:
    return has(chain, path, form.json_in, loose=form.loose_names)


def _needed(form: LogFormat) -> list[tuple[Step, ...]]:
    """Columns without which no row can be read: the time, and the model of usage."""
    needed = [form.time.at, form.model] if form.holds == "usage" else [form.time.at]
    return [spec.paths[0] for spec in needed if len(spec.paths) == 1]


def _lacking(seen: Seen, form: LogFormat) -> list[tuple[Step, ...]]:
    if seen.kind != "json":
        signs = [sign.any for sign in form.recognised_by] or [(p,) for p in _needed(form)]
        return [s[0] for s in signs if not any(_has_column(seen, form, path) for path in s)]
    lacks = [sign.any[0] for sign in form.recognised_by]
    for way in ((), *form.records):
        for chain in chains(seen.samples, way):
            asked = [sign.any for sign in form.recognised_by]
            here = [any_[0] for any_ in asked if not any(_has_key(chain, form, p) for p in any_)]
            lacks = min(lacks, here, key=len)
    return lacks


def _unknown(seen: Seen, formats: list[LogFormat]) -> LogError:
    shares = {form.id: 1 - len(_lacking(seen, form)) / len(form.recognised_by) for form in formats}
    nearest = max(formats, key=lambda form: shares[form.id], default=None)
    near = ""
    if nearest is not None and shares[nearest.id] > 0:
        lacks = _words(_lacking(seen, nearest))
        near = f" The nearest format is {nearest.id} ({nearest.name}), which also has {lacks}."
    return LogError(
        f"{seen.shown}: no format is known by these columns. {_found(seen)}{near} {_HOW}."
    )


def _found(seen: Seen) -> str:
    names = seen.columns
    if seen.kind == "json":
        first = next((s for s in seen.samples if isinstance(s, dict)), {})
        names = tuple(map(str, first))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    listed = ", ".join(masked(name) for name in names[:_SHOWN])
    return f"{'Keys' if seen.kind == 'json' else 'Columns'} found: {listed or 'none'}{more}."


def _words(paths: list[tuple[Step, ...]]) -> str:
    names = [
        ".".join(step if isinstance(step, str) else step[1] for step in path) for path in paths
    ]
    return ", ".join(names) or "other keys"
