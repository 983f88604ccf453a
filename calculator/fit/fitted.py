"""A workload profile out of a log, with what each of its figures rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from calculator.fit.calendar import when
from calculator.fit.counted import Counted, counted
from calculator.fit.findings import Finding
from calculator.fit.grid import bounds_in
from calculator.fit.sizes import cached, models, sizes, tiers
from calculator.fit.written import yaml_of
from calculator.profiles import Profile
from calculator.workload import Workload
from pricing.catalog import Catalog, default_catalog
from pricing.errors import WorkloadError


@dataclass(frozen=True, slots=True)
class Fitted:
    """A profile that was found in a log, and how sure each part of it is."""

    profile: Profile
    findings: tuple[Finding, ...]
    rows: int
    """Rows that were used."""
    requests: int
    left_out: dict[str, int]
    """Rows that were not, by reason."""

    @property
    def workload(self) -> Workload:
        """The profile as `project` and `compare` take it."""
        return self.profile.workload()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What the log could not tell."""
        return tuple(finding.what for finding in self.findings if not finding.known)

    def to_yaml(self) -> str:
        """The profile as a file that `read_profile` takes, its findings as comments."""
        notes = [str(finding) for finding in self.findings]
        return yaml_of(self.profile, notes)

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values; numbers with a point are exact texts."""
        return {
            "profile": self.profile.model_dump(mode="json", exclude_defaults=True),
            "rows": self.rows,
            "requests": self.requests,
            "left_out": self.left_out,
            "findings": [finding._asdict() for finding in self.findings],
        }

    def __str__(self) -> str:
        lines = [f"{self.profile.name}: {self.profile.description}"]
        lines += [f"  {reason}: {rows:,} rows left out" for reason, rows in self.left_out.items()]
        return "\n".join([*lines, *(f"  {finding}" for finding in self.findings)])


def fit_workload(
    log: Any,
    name: str = "Fitted workload",
    *,
    zone: str = "UTC",
    model: str | None = None,
    catalog: Catalog | None = None,
) -> Fitted:
    """Find the workload in a log: volume, hours, sizes, cache, thinking, service tiers, growth.

    What a log is too short or too coarse to tell is taken as even, alike or nothing, and said.

    Args:
        log: as in `price_log`: a frame, a DuckDB relation, or a log that was read.
        name: of the profile.
        zone: time zone of the people who ask, such as Asia/Shanghai: days and hours are theirs.
        model: only requests of this model, as the log names it.
        catalog: price sheets whose tiers the sizes must meet; the packaged ones where left out.

    Raises:
        UsageError: not a log, a column is missing or cannot hold what it must.
        WorkloadError: no row that can be used, or an unknown time zone.

    >>> import pyarrow as pa
    >>> log = pa.table({"at": [1772323200, 1772326740], "model": ["m", "m"],
    ...     "input_tokens": [100, 300], "output_tokens": [10, 20]})
    >>> fitted = fit_workload(log)
    >>> fitted.workload.requests, fitted.workload.input.mean
    (Fraction(48, 1), Fraction(200, 1))
    """
    _check_zone(zone)
    found, rows = counted(log, model)
    requests = found.total("requests")
    if not requests:
        raise WorkloadError(_nothing(found, model))
    bounds = bounds_in(catalog if catalog is not None else default_catalog())
    parts = [when(found, zone), sizes(found, rows, bounds), cached(found), tiers(found)]
    keys: dict[str, Any] = {"name": name, **_description(found, zone, model)}
    for part in parts:
        keys |= part.keys
    findings = (*(f for part in parts for f in part.findings), models(found))
    profile = Profile.model_validate(keys)
    return Fitted(profile, findings, found.total("rows"), requests, found.left_out)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise WorkloadError(f"{zone!r} is not a time zone such as Asia/Shanghai") from None


def _nothing(log: Counted, model: str | None) -> str:
    whose = f" of the model {model!r}" if model else ""
    why = ", ".join(f"{rows:,} {reason}" for reason, rows in log.left_out.items())
    return f"the log has no row{whose} that can be used" + (f": {why}" if why else "")


def _description(log: Counted, zone: str, model: str | None) -> dict[str, str]:
    clock = ZoneInfo(zone)
    first, last = (
        f"{datetime.fromtimestamp(at, UTC).astimezone(clock):%Y-%m-%d %H:%M}"
        for at in (log.first, log.last)
    )
    requests, whose = f"{log.total('requests'):,}", f" to {model}" if model else ""
    return {
        "description": f"Fitted from {requests} requests{whose}, {first} to {last} ({zone}).",
        "description_zh": f"由 {requests} 个请求拟合，{first} 至 {last}（{zone}）。",
    }
