"""Logs for fits: made up, so that each figure can be worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKING: Mapping[int, int] = {0: 10, 10: 60, 23: 30}
WEEKEND: Mapping[int, int] = {0: 5, 12: 20, 23: 5}


def log(rows: list[dict[str, Any]], **usual: Any) -> pa.Table:
    """Rows with what is usual to all of them."""
    plain = {"model": "demo/plain", "input_tokens": 1_000, "output_tokens": 100}
    names = dict.fromkeys(name for row in (plain, usual, *rows) for name in row)
    filled = [plain | usual | row for row in rows]
    return pa.table({name: [row.get(name) for row in filled] for name in names})


def at(day: date, hour: int, minute: int = 0, clock: tzinfo = SHANGHAI) -> int:
    """A second on a clock."""
    return int(datetime.combine(day, time(hour, minute), clock).timestamp())


def days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=i) for i in range(count))


def by_hours(
    first: date, count: int, times: Callable[[int], int] = lambda _: 1
) -> list[dict[str, Any]]:
    """A request for each that `WORKING` and `WEEKEND` tell, `times` as many in a week's days."""
    rows = []
    for number, day in enumerate(days(first, count)):
        hours = WEEKEND if day.weekday() >= 5 else WORKING
        for hour, requests in hours.items():
            many = requests * times(number // 7)
            rows += [{"at": at(day, hour, 60 * i // many)} for i in range(many)]
    return rows


def seconds(count: int, first: int = int(datetime(2026, 3, 2, 1, tzinfo=UTC).timestamp())) -> list:
    """One request a second."""
    return [{"at": first + i} for i in range(count)]
