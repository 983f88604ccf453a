"""A mapping written from choices: the same YAML as by hand, checked by the same reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from calculator.dashboard.logged.given import Given, placed
from calculator.logs.files import log_files
from calculator.logs.format import read_format
from calculator.logs.guard import masked
from calculator.logs.opened import open_file

TEXTS = ("provider", "service_tier")
COUNTS = (
    "requests",
    "input_tokens",
    "output_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
)
LABELS = ("key", "tag")
FIELDS = ("at", "model", *COUNTS, *TEXTS, "billed", "currency", *LABELS)
NEEDED = ("at", "model", "input_tokens", "output_tokens")
PERIODS = ("", "hour", "day", "month", "as_written")


def columns(given: Given) -> tuple[str, tuple[str, ...]]:
    """Kind and columns of the first file, names that look like secrets left out.

    Raises:
        LogError: it cannot be opened.
    """
    import duckdb

    with placed(given) as files, duckdb.connect() as connection:
        inside = files.folder / "opened"
        inside.mkdir()
        first, *_ = log_files([*files.paths], inside)
        seen = open_file(connection, first, inside).seen
    names = seen.columns
    if seen.kind == "json":
        names = tuple(dict.fromkeys(k for s in seen.samples if isinstance(s, dict) for k in s))
    return seen.kind, tuple(name for name in names if masked(name) == name)


def mapping(
    kind: str,
    chosen: Mapping[str, str],
    *,
    period: str = "",
    zone: str = "UTC",
    beside: Sequence[str] = (),
    times: int = 1,
) -> str:
    """The YAML of a mapping, which has no signs and so is taken for every file.

    Args:
        kind: `csv`, `json` or `parquet`.
        chosen: the column of each of `FIELDS` that has one.
        period: what a row sums up; empty where it is one request.
        zone: of times without an offset.
        beside: `cached`, `reasoning`, where these stand beside their totals.
        times: tokens that a unit of the counts stands for.
    """
    import yaml

    time: dict[str, Any] = {"at": chosen["at"], "zone": zone}
    form: dict[str, Any] = {"schema": 1, "id": "own-log", "name": "Own log", "kinds": [kind]}
    form["time"] = time | ({"period": period} if period else {})
    form |= {name: chosen[name] for name in (*TEXTS, "model") if name in chosen}
    usage = {"cached": "beside_input", "reasoning": "beside_output"}
    if beside:
        form["usage"] = {name: usage[name] for name in beside}
    form["counts"] = {name: _count(name, chosen[name], times) for name in COUNTS if name in chosen}
    if "billed" in chosen:
        money = {name: chosen[name] for name in ("billed", "currency") if name in chosen}
        form["money"] = money
    labels = {name: chosen[name] for name in LABELS if name in chosen}
    if labels:
        form["labels"] = {
            name: {"column": column, "as": "hash"} if name == "key" else column
            for name, column in labels.items()
        }
    if "key" in labels:
        form["secrets"] = [labels["key"]]
    return yaml.safe_dump(form, allow_unicode=True, sort_keys=False, default_flow_style=None)


def _count(name: str, column: str, times: int) -> Any:
    return {"column": column, "times": times} if times > 1 and name != "requests" else column


def check(text: str) -> None:
    """Read a mapping as the command line does.

    Raises:
        SheetError: with every mistake at its line.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text, "utf-8")
        read_format(path)
