"""A mapping written from choices: the same YAML as by hand, checked by the same reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from calculator.logs.format import read_format

Way = tuple[str, ...]

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
NARROW = ("at", "model", "meter", "count", *TEXTS, "billed", "currency", *LABELS)
"""Of a file with a row for each kind of token."""
NARROW_NEEDED = ("at", "model", "meter", "count")
PERIODS = ("", "hour", "day", "month", "as_written")


def mapping(
    kind: str,
    chosen: Mapping[str, str | Way],
    *,
    period: str = "",
    zone: str = "UTC",
    beside: Sequence[str] = (),
    times: int = 1,
    records: Way = (),
    meters: Mapping[str, str] | None = None,
) -> str:
    """The YAML of a mapping, which has no signs and so is taken for every file.

    Args:
        kind: `csv`, `json` or `parquet`.
        chosen: the column of each of `FIELDS` that has one, or the way to it in JSON; of `NARROW`
            where `meters` are given.
        period: what a row sums up; empty where it is one request.
        zone: of times without an offset.
        beside: `cached`, `reasoning`, where these stand beside their totals.
        times: tokens that a unit of the counts stands for.
        records: the way to the records in a JSON document.
        meters: which of `COUNTS` each meter is, where a row counts one kind of token.
    """
    import yaml

    at = {name: _stands(column) for name, column in chosen.items()}
    form: dict[str, Any] = {"schema": 1, "id": "own-log", "name": "Own log", "kinds": [kind]}
    if records:
        form["records"] = [[*records]]
    form["time"] = {"at": at["at"], "zone": zone} | ({"period": period} if period else {})
    form |= {name: at[name] for name in (*TEXTS, "model") if name in at}
    usage = {"cached": "beside_input", "reasoning": "beside_output"}
    if beside:
        form["usage"] = {name: usage[name] for name in beside}
    if meters is None:
        form["counts"] = {name: _count(name, at[name], times) for name in COUNTS if name in at}
    else:
        count = _count("count", at["count"], times)
        form["long"] = {"meter": at["meter"], "count": count, "meters": dict(meters)}
    if "billed" in at:
        form["money"] = {name: at[name] for name in ("billed", "currency") if name in at}
    if labels := {name: at[name] for name in LABELS if name in at}:
        form["labels"] = {
            name: {"column": column, "as": "hash"} if name == "key" else column
            for name, column in labels.items()
        }
    if "key" in labels:
        form["secrets"] = [labels["key"]]
    return yaml.safe_dump(form, allow_unicode=True, sort_keys=False, default_flow_style=None)


def _stands(column: str | Way) -> Any:
    """A column by its name, a way into JSON as a list."""
    if isinstance(column, str):
        return column
    return column[0] if len(column) == 1 else [*column]


def _count(name: str, column: Any, times: int) -> Any:
    return {"column": column, "times": times} if times > 1 and name != "requests" else column


def likely(meter: str) -> str:
    """Which count a meter seems to be; empty where its name does not say.

    >>> likely("prompt_cache_hit_tokens"), likely("推理输出"), likely("balance")
    ('cache_read_tokens', 'output_tokens', '')
    """
    small = meter.lower()
    return next((count for words, count in _SIGNS if any(w in small for w in words)), "")


_SIGNS = (
    (("write", "creat", "写入", "创建"), "cache_write_tokens"),
    (("miss", "未命中"), "input_tokens"),
    (("cache", "hit", "缓存", "命中"), "cache_read_tokens"),
    (("reason", "think", "思考"), "reasoning_tokens"),
    (("output", "completion", "输出"), "output_tokens"),
    (("input", "prompt", "输入"), "input_tokens"),
    (("request", "请求", "次数"), "requests"),
)


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
