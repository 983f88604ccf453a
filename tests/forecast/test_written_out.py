"""A workload of distributions costs what its requests cost, written out one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import pytest

from calculator.bulk import price_log
from calculator.cost import price
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Uncertainty
from calculator.rhythm import Rhythm
from calculator.usage import Usage
from tests.forecast.test_simulate import NONE, SEEN, THINKER, scenario
from tests.forecast.written_out import GROUPS, requests

MAY = date(2026, 5, 1)
COUNT = 30_000
OFFICE = Rhythm("Asia/Shanghai", (0,) * 9 + (1,) * 9 + (0,) * 6, (2, 2, 2, 2, 2, 1, 1))
"""Nine to six, less at weekends: when the office model is dear."""
ONE_MONTH = replace(THINKER, requests=Fraction(COUNT), per="month", growth=Fraction(0))
SIZES_ONLY = replace(
    Uncertainty(), volume=NONE.volume, month_to_month=NONE.month_to_month, growth=NONE.growth
)
OFFERS = (
    "demo/banded",
    "demo/two-dimensional",
    "demo/graduated",
    "demo/mode",
    "demo/office",
    "demo/output-billed",
    "alibaba-cn/qwen-plus",
    "deepseek-cn/deepseek-v4-pro",
)
BATCH = (("batch", Fraction(3, 10)),)


@pytest.mark.parametrize("by", [NONE, SIZES_ONLY], ids=["certain", "uncertain"])
@pytest.mark.parametrize("seen", [False, True], ids=["lognormal", "seen"])
@pytest.mark.parametrize("offer", OFFERS)
def test_a_month_costs_what_its_requests_do(offer, seen, by, catalog):
    job = replace(ONE_MONTH, input=SEEN, rhythm=OFFICE) if seen else ONE_MONTH
    if "batch" in catalog.offer(offer).service_tiers:
        job = replace(job, service_tiers=BATCH)
    case = replace(scenario(job, catalog), start=MAY)
    told = forecast(case, [offer], by, draws=100).offers[0]
    rows = requests(job, told.offer, MAY, COUNT, by, seed=len(offer))
    priced = price_log(rows, catalog, by=("tag",))
    assert not priced.unpriced
    sums = np.array([float(group.sum.cost.amount) for group in priced.groups])
    assert len(sums) == GROUPS
    month = case.project(offer).months[0]
    bill_of_one = float(month.total.amount / month.list_cost.amount)
    error = sums.std(ddof=1) * GROUPS**0.5
    assert error < 0.03 * sums.sum()
    assert told.total.mean_error is None
    assert abs(sums.sum() - float(told.total.mean.amount) / bill_of_one) < 4 * error


def test_the_log_of_a_month_is_priced_as_each_request_is(catalog):
    offer = catalog.offer("demo/office")
    job = replace(ONE_MONTH, service_tiers=BATCH)
    rows = requests(job, offer, MAY, 500, SIZES_ONLY)
    singly = sum(
        price(
            Usage(
                row["input_tokens"],
                row["output_tokens"],
                cache_read_tokens=row["cache_read_tokens"],
                reasoning_tokens=row["reasoning_tokens"],
            ),
            offer,
            at=datetime.fromtimestamp(row["at"], UTC),
            service_tier=row["service_tier"],
            thinking=row["thinking"],
        ).list_cost.amount
        for row in rows.to_pylist()
    )
    assert price_log(rows, catalog).totals["CNY"].cost.amount == singly
