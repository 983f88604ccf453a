"""What a log cost, day by day, in stacks of models and of parts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from calculator import price_log
from calculator.charts.days import REST, Stack, by_model, by_part, days_chart, spans
from pricing import load_catalog
from tests.sheet_text import write_sheet

MODELS = "\n".join(
    f"m{rate}: {{thinking: not_applicable, prices: [{{from: 2026-01-01, input: {rate}, output: 0}}]"
    "}"
    for rate in range(1, 7)
)
ONE = 10**12
"""A yuan in picos."""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return load_catalog(write_sheet(tmp_path_factory.mktemp("six"), MODELS, provider="six"))


def priced(book, *used: tuple[date, int]):
    """Requests of a million tokens: a day, and the model that costs so many yuan."""
    noon = [int(datetime.combine(day, time(12), ZoneInfo("UTC")).timestamp()) for day, _ in used]
    rows = {
        "at": noon,
        "model": [f"six/m{rate}" for _, rate in used],
        "input_tokens": [10**6] * len(used),
        "output_tokens": [0] * len(used),
    }
    return price_log(pa.table(rows), book, by=("day", "provider", "model"))


def test_the_dearest_four_models_have_a_stack_and_all_others_one_together(book):
    first, second = date(2026, 2, 1), date(2026, 2, 2)
    log = priced(book, *((first, rate) for rate in range(1, 7)), (second, 1), (second, 2))
    assert by_model(log) == [
        Stack("m6", 0, {"2026-02-01": 6 * ONE}),
        Stack("m5", 1, {"2026-02-01": 5 * ONE}),
        # 2 on each of two days are as dear as 4 on one; of equals, the first by name
        Stack("m2", 2, {"2026-02-01": 2 * ONE, "2026-02-02": 2 * ONE}),
        Stack("m4", 3, {"2026-02-01": 4 * ONE}),
        Stack(REST, 4, {"2026-02-01": (1 + 3) * ONE, "2026-02-02": 1 * ONE}),
    ]


def test_of_more_than_three_months_each_bar_is_a_month(book):
    days = [date(2026, 2, 1) + timedelta(days=i) for i in range(93)]
    assert spans(priced(book, *((day, 1) for day in days[:92]))) == len("2026-02-01")
    log = priced(book, *((day, 1) for day in days))
    assert by_part(log) == [
        Stack("input", 0, {"2026-02": 28 * ONE, "2026-03": 31 * ONE, "2026-04": 30 * ONE,
                           "2026-05": 4 * ONE}),
    ]  # fmt: skip
    chart = days_chart(by_part(log), {"input": "Input"}, "CNY")
    assert chart.layout.xaxis.tickformat == "%Y-%m"
    assert list(chart.data[0].y) == [28.0, 31.0, 30.0, 4.0]
    assert chart.data[0].hovertext[0] == "<b>Input</b><br>2026-02<br>CN¥28.00"
