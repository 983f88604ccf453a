"""Rows that sum up requests or time: the estimate and its sure bounds, by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest

from calculator import price_log

FEBRUARY = datetime(2026, 2, 2, tzinfo=UTC)
MILLION = 10**6


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def priced(catalog, model, inputs, outputs=0, **rest):
    row = {"at": seconds("2026-02-02T00:00+00:00"), "model": f"demo/{model}"}
    row |= {"input_tokens": inputs, "output_tokens": outputs} | rest
    table = pa.table({name: [value] for name, value in row.items()})
    for name in ("requests", "reasoning_tokens", "until"):
        if name in row:
            whole = table[name].cast(pa.int64())
            table = table.set_column(table.column_names.index(name), name, whole)
    return price_log(table, catalog)


def bounds(found) -> tuple[Decimal, Decimal, Decimal]:
    total = found.totals["CNY"]
    return total.low.amount, total.cost.amount, total.high.amount


def test_one_request_is_certain(catalog):
    # 40,000 at 4 a million
    assert bounds(priced(catalog, "banded", 40_000, requests=1)) == (Decimal("0.16"),) * 3


def test_the_mean_size_decides_the_tier_and_the_others_in_reach_bound_it(catalog):
    # 10 × 40,000: the mean is in the tier at 4, but any of the ten may be below 32,000, at 2,
    # or above 128,000, at 8
    found = priced(catalog, "banded", 400_000, requests=10)
    assert bounds(found) == (Decimal("0.8"), Decimal("1.6"), Decimal("3.2"))
    assert found.totals["CNY"].doubtful_share == 1
    assert "1 rows sum up requests of unknown sizes" in " ".join(found.notes)


def test_a_doubtful_total_is_printed_with_its_bounds(catalog):
    lines = str(priced(catalog, "banded", 400_000, requests=10)).splitlines()
    assert lines[1] == " list cost ¥1.600000, certainly ¥0.800000 to ¥3.200000"
    assert str(priced(catalog, "banded", 40_000)).splitlines()[1] == " list cost ¥0.160000"


def test_requests_that_together_fit_the_first_tier_are_certain(catalog):
    # 4 × 8,000 = 32,000: none of them can be above
    found = priced(catalog, "banded", 32_000, requests=4)
    assert bounds(found) == (Decimal("0.064"),) * 3
    assert found.totals["CNY"].doubtful_share == 0


def test_requests_that_together_are_one_token_over_the_first_tier_are_not(catalog):
    found = priced(catalog, "banded", 32_001, requests=4)
    assert bounds(found) == (Decimal("0.064002"), Decimal("0.064002"), Decimal("0.128004"))


def test_every_kind_of_token_takes_its_own_least_and_most(catalog):
    # 2 requests, 80,000 in of which 20,000 read from the cache, 1,000 out; tiers 1 and 2 in reach
    # at 2/0.5/8 and 4/1/16
    found = priced(catalog, "banded", 80_000, 1_000, cache_read_tokens=20_000, requests=2)
    low = Fraction(60_000 * 2 + 20_000 // 2 + 1_000 * 8, MILLION)
    high = Fraction(60_000 * 4 + 20_000 * 1 + 1_000 * 16, MILLION)
    assert bounds(found) == (low, high, high)


def test_output_decides_a_tier_too_and_is_as_doubtful(catalog):
    # 2 × 150 out and 2 × 10,000 in: the mean is short, at 2/8; one may be longer than 200, at 3/14
    found = priced(catalog, "two-dimensional", 20_000, 300, requests=2)
    assert bounds(found) == (
        Decimal("0.0424"),  # 20,000 × 2 + 300 × 8
        Decimal("0.0424"),
        Decimal("0.0642"),  # 20,000 × 3 + 300 × 14
    )


def test_bounds_of_the_size_that_a_source_states_make_a_tier_certain(catalog):
    stated = {"input_over": 32_000, "input_up_to": 128_000}
    found = priced(catalog, "banded", 400_000, requests=10, **stated)
    assert bounds(found) == (Decimal("1.6"),) * 3


def test_where_nobody_says_how_many_requests_the_lowest_tier_counts(catalog):
    found = priced(catalog, "banded", 400_000, requests=None)
    assert bounds(found) == (Decimal("0.8"), Decimal("0.8"), Decimal("3.2"))
    stated = priced(
        catalog, "banded", 400_000, requests=None, input_over=128_000, input_up_to=10**6
    )
    assert bounds(stated) == (Decimal("3.2"),) * 3


@pytest.mark.parametrize("model", ["output-billed", "graduated"])
def test_a_price_per_request_needs_the_number_of_requests(model, catalog):
    found = priced(catalog, model, 2_000, requests=None)
    assert (found.rows_priced, found.unpriced[0].kind) == (0, "contradicts the model")
    assert "charges per request, and nobody says how many" in found.unpriced[0].reason


def test_graduated_tiers_are_charged_at_the_mean(catalog):
    # 2 × 2,000: each 1,000 at 10 and 1,000 at 6; all in one it would be 1,000 at 10, 2,000 at 6
    # and 1,000 at 1
    found = priced(catalog, "graduated", 4_000, requests=2)
    low, cost, high = bounds(found)
    assert cost == Decimal("0.032")
    assert low <= Decimal("0.023") <= Decimal("0.04") <= high


def test_unknown_reasoning_at_a_rate_of_its_own_is_between_both(catalog):
    # a million tokens of answer at 8 or of reasoning at 3
    found = priced(catalog, "separate", 0, MILLION, reasoning_tokens=None)
    assert bounds(found) == (3, 8, 8)
    assert "do not tell reasoning tokens" in " ".join(found.notes)


def test_reasoning_that_the_log_never_tells_is_as_unknown(catalog):
    assert bounds(priced(catalog, "mode", 0, MILLION)) == (2, 2, 8)
    assert bounds(priced(catalog, "mode", 0, MILLION, thinking=False)) == (2, 2, 2)
    assert bounds(priced(catalog, "mode", 0, MILLION, thinking=True)) == (8, 8, 8)


def test_several_requests_with_reasoning_need_not_all_have_thought(catalog):
    found = priced(catalog, "mode", 0, MILLION, reasoning_tokens=1, requests=2)
    assert bounds(found) == (2, 8, 8)
    assert bounds(priced(catalog, "mode", 0, MILLION, reasoning_tokens=1)) == (8, 8, 8)


def test_not_knowing_the_reasoning_does_not_matter_where_it_is_billed_as_output(catalog):
    # 16 a million, and 5 a thousand requests
    assert bounds(priced(catalog, "output-billed", 0, MILLION)) == (Decimal("16.005"),) * 3


def test_a_period_costs_the_mean_over_its_seconds(engine, catalog):
    # 16 February to 15 March in Shanghai: 13 days at 1 and 15 at 3, so 58/28 a million
    log = pa.table(
        {
            "at": [seconds("2026-02-16T00:00+08:00")],
            "until": [seconds("2026-03-16T00:00+08:00")],
            "model": ["demo/plain"],
            "input_tokens": [MILLION],
            "output_tokens": [0],
        }
    )
    assert bounds(price_log(engine(log), catalog)) == (1, Decimal("2.071428571429"), 3)


def test_a_day_with_cheap_hours_is_weighted_by_the_hour(catalog):
    # 16 hours at 2, 8 hours at 1: 40/24
    found = priced(catalog, "night", MILLION, until=seconds("2026-02-03T00:00+00:00"))
    assert bounds(found) == (1, Decimal("1.666666666667"), 2)


def test_a_period_inside_one_price_is_certain(catalog):
    found = priced(catalog, "night", MILLION, until=seconds("2026-02-02T00:30+00:00"))
    assert bounds(found) == (1, 1, 1)


def test_a_week_with_a_cheap_weekend_is_weighted_by_the_day(catalog):
    # Monday 2 February in Shanghai: five days at 1 and two at 0.5
    week = dict(at=seconds("2026-02-02T00:00+08:00"), until=seconds("2026-02-09T00:00+08:00"))
    found = priced(catalog, "weekend", MILLION, **week)
    assert bounds(found) == (Decimal("0.5"), Decimal("0.857142857143"), 1)


def test_holidays_are_days_off_in_a_period_too(catalog):
    # 1 to 8 October 2026 (UTC+8): Thursday the 1st to Wednesday the 7th off, the 8th works:
    # 7 of its hours at 2, all the rest at 1
    span = dict(at=seconds("2026-10-01T00:00+08:00"), until=seconds("2026-10-09T00:00+08:00"))
    cost = bounds(priced(catalog, "office", MILLION, **span))[1]
    hours = 8 * 24
    assert cost == round(Fraction(hours + 7, hours), 12)


def test_the_part_of_a_period_without_a_price_does_not_count_and_is_told(catalog):
    # sold at 1 since 1 January; the period begins a week before
    span = dict(at=seconds("2025-12-25T00:00+08:00"), until=seconds("2026-01-08T00:00+08:00"))
    found = priced(catalog, "plain", MILLION, **span)
    assert bounds(found) == (1, 1, 1)
    assert "1 rows reach beyond the dates of known prices" in " ".join(found.notes)


def test_a_period_and_several_requests_are_both_bounded(catalog):
    # night (UTC) with thinking unknown would be one doubt; here the tiers of `banded` and time
    span = dict(at=seconds("2026-02-02T00:00+00:00"), until=seconds("2026-02-03T00:00+00:00"))
    assert bounds(priced(catalog, "banded", 400_000, requests=10, **span)) == (
        Decimal("0.8"),
        Decimal("1.6"),
        Decimal("3.2"),
    )


def test_the_estimate_lies_within_its_bounds(catalog):
    from .made import made_log

    for group in price_log(made_log(catalog, 1_500, seed=3), catalog).groups:
        assert group.sum.low_picos <= group.sum.picos <= group.sum.high_picos


def test_bounds_hold_whatever_the_requests_of_a_sum_were(catalog):
    """A sum's true cost, request by request, is never outside."""
    import random

    from calculator import Usage, price

    rng = random.Random(5)
    rows, truths = [], []
    for i in range(300):
        sizes = [rng.choice([10, 32_000, 32_001, 128_001]) for _ in range(rng.randrange(2, 6))]
        answers = [rng.choice([1, 200, 201]) for _ in sizes]
        model = "demo/" + rng.choice(["banded", "graduated", "two-dimensional"])
        requests = [Usage(*counts) for counts in zip(sizes, answers, strict=True)]
        costs = [price(u, model, at=FEBRUARY, catalog=catalog).list_cost.amount for u in requests]
        truths.append(sum(map(Fraction, costs)))
        row = {"at": seconds("2026-02-02T00:00+00:00"), "model": model, "key": f"{i:03}"}
        row |= {"input_tokens": sum(sizes), "output_tokens": sum(answers)}
        rows.append(row | {"requests": len(sizes)})
    found = price_log(pa.Table.from_pylist(rows), catalog, by=("key",))
    for group, truth in zip(found.groups, truths, strict=True):
        assert group.sum.low.amount <= truth <= group.sum.high.amount
