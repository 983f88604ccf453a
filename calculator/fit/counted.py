"""What a fit needs of a log, counted on the log's own engine: when requests came, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import narwhals.stable.v2 as nw
import pyarrow as pa
import pyarrow.compute as pc

from calculator.bulk.bounds import NAME_KEYS
from calculator.bulk.buckets import prepared
from calculator.bulk.frames import COUNTS, Rows, open_rows
from calculator.bulk.rejects import UNCOUNTED, verdict
from calculator.rhythm import HOUR, QUARTER

FAR, DAILY, HOURLY = 2, 1, 0
"""How far apart the requests of one row may lie: more than a day, a day, an hour or not at all."""
LONGEST_DAY = 25 * HOUR
GOOD, UNREADABLE, CONTRADICTORY, UNCOUNTED_SUM = range(4)
LEFT_OUT = {
    UNREADABLE: "could not be read",
    CONTRADICTORY: "contradict themselves",
    UNCOUNTED_SUM: "sum up nobody says how many requests",
}
_KEYS = ("_left_out", "_quarter", "_span", "_mode", "_told")
Size = Literal["input", "output", "answer"]


@dataclass(frozen=True, slots=True)
class Counted:
    """The sound rows of a log in groups, and how many were left out for which reason.

    The groups' columns: `quarter` (of an hour, since 1970), `span`, `mode` (as in a bucket),
    `told` (whether reasoning tokens are known), the names, and sums: `rows`, `requests`, `single`
    (rows that are one request), and the counts of usage.
    """

    groups: pa.Table
    left_out: dict[str, int]
    columns: frozenset[str]
    """Which of the known columns the log has."""
    first: int
    """First second in the log, UTC."""
    last: int
    """The second after its last."""

    def total(self, name: str, **where: Any) -> int:
        """Sum of a column, over the groups with these values."""
        groups = self.groups
        for column, value in where.items():
            wanted = pa.array(value if isinstance(value, tuple) else (value,))
            groups = groups.filter(pc.is_in(groups[column], value_set=wanted))
        return int(pc.sum(groups[name]).as_py() or 0)

    def requests_by(self, name: str) -> dict[Any, int]:
        """Requests for each value of a column."""
        sums = self.groups.group_by(name).aggregate([("requests", "sum")])
        keys, counts = sums[name].to_pylist(), sums["requests_sum"].to_pylist()
        return dict(zip(keys, counts, strict=True))


def counted(log: Any, model: str | None = None) -> tuple[Counted, Rows]:
    """Count a log, or the requests of one model in it, and keep it ready for its sizes.

    Raises:
        UsageError: not a log, a column is missing or cannot hold what it must.
    """
    rows = _looked_at(open_rows(log), model)
    names = [key for name, key in NAME_KEYS.items() if name in rows.columns]
    good = nw.col("_left_out") == GOOD
    sums = [name for name in COUNTS if name in rows.columns and name != "requests"]
    ready = {name: nw.when(good).then(nw.col(name)).otherwise(nw.lit(0)) for name in sums}
    frame = rows.frame.with_columns(**ready).group_by(*_KEYS, *names)
    grouped = frame.agg(
        nw.len().alias("rows"),
        nw.col("_requests").sum().alias("_requests"),
        nw.col("_single").sum().alias("_single"),
        nw.col("_at").min().alias("_first"),
        nw.col("_end").max().alias("_last"),
        *(nw.col(name).sum() for name in sums),
    )
    found = grouped.collect("pyarrow").to_native()
    unread = sum(kind.rows for kind in getattr(log, "left_out", tuple)())
    return _told(found, rows.columns, unread), rows


class Sizes(NamedTuple):
    """Single requests by their size, smallest first: how many, and what else they have."""

    sizes: list[int]
    requests: list[int]
    cached: list[int]
    """Tokens read from a cache."""
    output: list[int]


def size_counts(rows: Rows, of: Size) -> Sizes:
    """How many single requests have each size."""
    size = nw.col("output_tokens" if of == "answer" else f"{of}_tokens")
    if of == "answer" and "reasoning_tokens" in rows.columns:
        size = size - nw.col("reasoning_tokens")
    read = "cache_read_tokens" in rows.columns
    alone = rows.frame.filter((nw.col("_left_out") == GOOD) & (nw.col("_single") == 1)).select(
        size=size,
        cached=nw.col("cache_read_tokens") if read else nw.lit(0),
        output=nw.col("output_tokens"),
    )
    found = alone.group_by("size").agg(
        nw.len().alias("requests"), nw.col("cached").sum(), nw.col("output").sum()
    )
    table = found.collect("pyarrow").to_native().sort_by("size")
    columns = ("size", "requests", "cached", "output")
    return Sizes(*(_whole(table[name]).to_pylist() for name in columns))


def _looked_at(rows: Rows, model: str | None) -> Rows:
    """The rows with what they are grouped by; those that are left out have nothing to sum."""
    columns = rows.columns
    if model is not None:
        rows = replace(rows, frame=rows.frame.filter(nw.col("model") == model))
    told = ~nw.col("reasoning_tokens").is_null() if "reasoning_tokens" in columns else nw.lit(False)
    frame = prepared(replace(rows, frame=rows.frame.with_columns(_told=told)))
    frame = frame.with_columns(_left_out=_left_out(columns))
    good = nw.col("_left_out") == GOOD
    requests = nw.col("requests") if "requests" in columns else nw.lit(1)
    frame = frame.with_columns(
        _requests=nw.when(good).then(requests).otherwise(nw.lit(0)),
        _at=nw.when(good).then(nw.col("at")).otherwise(nw.lit(None)),
        _length=_length(columns, good),
    )
    span = nw.when(nw.col("_length") > LONGEST_DAY).then(nw.lit(FAR)).otherwise(nw.lit(DAILY))
    frame = frame.with_columns(
        _quarter=(nw.col("_at") + nw.col("_length") // 2) // QUARTER,
        _span=nw.when(nw.col("_length") <= HOUR).then(nw.lit(HOURLY)).otherwise(span),
        _single=((nw.col("_requests") == 1) & (nw.col("_length") == 0)).cast(nw.Int64),
        _end=nw.col("_at") + nw.when(nw.col("_length") > 0).then(nw.col("_length")).otherwise(1),
    )
    return replace(rows, frame=frame)


def _left_out(columns: frozenset[str]) -> Any:
    reason = nw.when(verdict(columns, nw.lit(0)) < 0).then(nw.lit(CONTRADICTORY))
    found: Any = reason.otherwise(nw.lit(GOOD))
    if "requests" in columns and "until" in columns:
        unsaid = nw.col(UNCOUNTED) & (nw.col("_until") > 0)
        found = nw.when((found == GOOD) & unsaid).then(nw.lit(UNCOUNTED_SUM)).otherwise(found)
    if "reject" in columns:
        unread = ~nw.col("reject").is_null()
        found = nw.when(unread).then(nw.lit(UNREADABLE)).otherwise(found)
    return found


def _length(columns: frozenset[str], good: Any) -> Any:
    if "until" not in columns:
        return nw.lit(0)
    period = good & (nw.col("_until") > 0)
    return nw.when(period).then(nw.col("_until") - nw.col("at")).otherwise(nw.lit(0))


def _told(found: pa.Table, columns: frozenset[str], unread: int) -> Counted:
    sums = found.group_by("_left_out").aggregate([("rows", "sum")])
    reasons = zip(sums["_left_out"].to_pylist(), sums["rows_sum"].to_pylist(), strict=True)
    left_out = {LEFT_OUT[reason]: int(rows) for reason, rows in sorted(reasons) if reason != GOOD}
    if unread:
        left_out[LEFT_OUT[UNREADABLE]] = left_out.get(LEFT_OUT[UNREADABLE], 0) + unread
    good = found.filter(pc.equal(found["_left_out"], GOOD))
    first, last = pc.min(good["_first"]).as_py(), pc.max(good["_last"]).as_py()
    plain = {
        name.removeprefix("_"): _whole(good[name]) if name not in _TEXTS else good[name]
        for name in good.column_names
        if name not in ("_left_out", "_first", "_last")
    }
    return Counted(pa.table(plain), left_out, columns, first or 0, last or 0)


_TEXTS = (*NAME_KEYS.values(), "_told")


def _whole(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.int64())
