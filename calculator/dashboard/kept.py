"""What the editor of workloads does not show: it is kept as it was, and told in a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from calculator.dashboard.text import count, escaped, t
from calculator.sizes import TokenSize
from calculator.workload import Workload
from calculator.workload_csv.cells import TIERS

_SHOWN_TIERS = tuple(column.removesuffix("_share") for column in TIERS)
_PLAIN = ("cached_share", "cache_write_share", "reasoning_tokens", "thinking_level")
_ALIKE = (*_PLAIN, "thinking_share", "web_searches")
"""Fields that have a column of their own name."""


def keeping(edited: Workload, own: Workload, changed: Mapping[str, bool]) -> Workload:
    """A workload as edited, with all that its columns do not show as it was.

    Args:
        edited: what the columns say.
        own: the workload before.
        changed: by column, whether the reader changed it.
    """
    now: dict[str, Any] = {name: getattr(edited, name) for name in _ALIKE if changed[name]}
    if any(changed[f"requests_per_{per}"] for per in ("day", "working_day", "month")):
        now |= {"requests": edited.requests, "per": edited.per}
    if changed["growth_per_month"]:
        now["growth"] = edited.growth
    if any(changed[column] for column in TIERS):
        other = tuple(pair for pair in own.service_tiers if pair[0] not in _SHOWN_TIERS)
        now["service_tiers"] = (*edited.service_tiers, *other)
    return replace(
        own,
        name=edited.name,
        input=_input(edited.input, own.input, changed),
        output=_output(edited.output, own.output, changed=changed["output_tokens"]),
        **now,
    )


def _input(edited: TokenSize, own: TokenSize, changed: Mapping[str, bool]) -> TokenSize:
    """Sizes as seen are scaled by a new median; with a new 95th percentile, they are as edited."""
    if changed["input_tokens_p95"]:
        return edited
    if not changed["input_tokens"]:
        return own
    middle = own.p50
    return own.times((edited.p50 or edited.mean) / middle) if own.bins and middle else edited


def _output(edited: TokenSize, own: TokenSize, *, changed: bool) -> TokenSize:
    """A distribution is scaled by a new mean."""
    if not changed:
        return own
    return own.times(edited.mean / own.mean) if own.p50 and own.mean else edited


def kept_words(job: Workload, language: str) -> str:
    """What of a workload the editor keeps without showing it, or nothing."""
    told = [
        *_when(job, language),
        *_size("input", job.input, language, shown=not job.input.bins),
        *_size("output", job.output, language, shown=job.output.p50 is None),
        *(
            t("kept.tier", language, percent=f"{float(share) * 100:g}", tier=escaped(name))
            for name, share in job.service_tiers
            if name not in _SHOWN_TIERS
        ),
    ]
    if not told:
        return ""
    return t("kept", language, name=escaped(job.name), what=t("kept.join", language).join(told))


def _when(job: Workload, language: str) -> list[str]:
    told = []
    if job.rhythm is not None:
        told.append(t("kept.rhythm", language, zone=escaped(job.rhythm.zone)))
    if job.holidays:
        told.append(t("kept.holidays", language, country=escaped(job.holidays)))
    if job.start is not None:
        told.append(t("kept.start", language, month=f"{job.start:%Y-%m}"))
    if job.months is not None:
        told.append(t("kept.months", language, count=job.months))
    return told


def _size(of: str, size: TokenSize, language: str, *, shown: bool) -> list[str]:
    if shown or size.p50 is None or size.p95 is None:
        return []
    return [
        t(
            f"kept.{of}.seen" if size.bins else f"kept.{of}",
            language,
            middle=count(round(size.p50), language),
            high=count(round(size.p95), language),
            bins=len(size.bins),
        )
    ]
