"""Workloads as text for a link, and back: short, and safe to read from anyone.

The form follows the fields of `Workload` by itself, and fields it does not know are ignored, so a
link lives as long as the fields it uses.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import isfinite
from typing import Any

from calculator.dashboard.limits import WORKLOADS
from calculator.dashboard.squeezed import expand, squeeze
from calculator.rhythm import kind_of_day
from calculator.sizes import TokenSize
from calculator.workload import Workload
from pricing.errors import WorkloadError

_LARGEST, _LARGEST_REQUEST = 10**15, 10**8
_LONGEST_NAME = 80
_POWER = re.compile(r"\d[eE]\+?\d{3}")


def pack(jobs: tuple[Workload, ...]) -> str:
    """Workloads as a short text of letters, digits, `-` and `_`; nothing for none."""
    if not jobs:
        return ""
    return squeeze(to_json(jobs))


def unpack(text: str) -> tuple[Workload, ...]:
    """Workloads of a packed text.

    Raises:
        WorkloadError: the text is damaged, too long, or no workload one could write by hand.
    """
    try:
        plain = expand(text)
    except ValueError:
        said = "the workloads of this link are damaged or too many: copy it anew, or send a file"
        raise WorkloadError(said) from None
    return from_json(plain)


def to_json(jobs: tuple[Workload, ...]) -> bytes:
    """Workloads as JSON; fractions are texts such as `17/20`."""
    text: bytes = _form().dump_json(jobs, exclude_defaults=True)
    return text


def from_json(text: bytes) -> tuple[Workload, ...]:
    """Workloads from JSON.

    Raises:
        WorkloadError: not such a JSON, or numbers that no workload has.
    """
    from pydantic import ValidationError

    try:
        _refuse_vast(json.loads(text))
        jobs: tuple[Workload, ...] = _form().validate_json(text)
        check(jobs)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise WorkloadError(f"workloads: {place}: {first['msg']}") from None
    except WorkloadError:
        raise
    except (ValueError, OverflowError, RecursionError):
        raise WorkloadError("these workloads cannot be read") from None
    return jobs


@cache
def _form() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Workload, ...])


def _refuse_vast(value: Any, key: str = "") -> None:
    """Refuse numbers such as 1e999999999 before anything works them out."""
    if isinstance(value, dict):
        for name, part in value.items():
            _refuse_vast(part, name)
    elif isinstance(value, list):
        for part in value:
            _refuse_vast(part, key)
    elif isinstance(value, float) and not isfinite(value):
        raise WorkloadError("a number of these workloads is not finite")
    elif isinstance(value, str) and key != "name" and _POWER.search(value):
        raise WorkloadError("a number of these workloads has a large power of ten: write it out")


def check(jobs: tuple[Workload, ...]) -> None:
    """Whether a link or a scenario file may carry these workloads.

    Raises:
        WorkloadError: they are too many, or a name or a number of one is out of range.
    """
    if len(jobs) > WORKLOADS:
        raise WorkloadError(f"{len(jobs):,} workloads are more than {WORKLOADS:,}")
    for job in jobs:
        _check_one(job)


def _check_one(job: Workload) -> None:
    """What an upload would refuse too, beside what `Workload` refuses itself."""
    if not job.name.strip() or len(job.name) > _LONGEST_NAME or not job.name.isprintable():
        raise WorkloadError(f"a workload's name has 1 to {_LONGEST_NAME} printable characters")
    for number in _numbers(job):
        if not -1 <= number <= _LARGEST or number.denominator > _LARGEST:
            raise WorkloadError(f"{job.name}: a number is out of range (largest: 10^15)")
    for size in (job.input, job.output):
        _check_size(job.name, size)
    kind_of_day(date(2026, 1, 1), job.holidays)


def _check_size(name: str, size: TokenSize) -> None:
    """Refuse sizes whose parts contradict each other: tiers could not place them."""
    if max(size.mean, size.p95 or 0) > _LARGEST_REQUEST:
        raise WorkloadError(f"{name}: more than {_LARGEST_REQUEST:,} tokens in a request")
    if size.bins:
        made = TokenSize.histogram(size.bins)  # type: ignore[arg-type]  # scaled bounds are fractions
    elif size.p50 is not None and size.p95 is not None:
        made = TokenSize.lognormal(size.p50, size.p95)
    else:
        made = TokenSize(size.mean)
    alike = (made.p50, made.p95) == (size.p50, size.p95)
    if not alike or abs(made.mean - size.mean) > made.mean / 1000 + 1:
        raise WorkloadError(f"{name}: mean and percentiles of a size contradict each other")


def _numbers(value: Any) -> list[Fraction]:
    """Every number of a workload, however deep."""
    if isinstance(value, (Fraction, int)):
        return [Fraction(value)]
    if isinstance(value, tuple):
        return [number for part in value for number in _numbers(part)]
    if is_dataclass(value):
        return [n for field in fields(value) for n in _numbers(getattr(value, field.name))]
    return []
