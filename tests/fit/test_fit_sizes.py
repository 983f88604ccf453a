from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb
import polars as pl
import pytest

from calculator.charge import charge
from calculator.fit import fit_workload
from calculator.line import find_line
from calculator.profiles import Histogram, read_profile
from calculator.projection import project
from calculator.usage import Usage
from pricing.errors import UsageError, WorkloadError
from tests.fit.logs import by_hours, log, seconds

FEBRUARY, JUNE = date(2026, 2, 1), date(2026, 6, 1)


def fitted(rows, **usual):
    return fit_workload(log(rows, **usual))


def said(found, what):
    return next(finding for finding in found.findings if finding.what == what)


def sized(*sizes: int) -> list[dict[str, int]]:
    return [
        row | {"input_tokens": size} for row, size in zip(seconds(len(sizes)), sizes, strict=True)
    ]


def some_log(count: int = 500) -> list[dict[str, object]]:
    """Requests of all kinds, the same each time."""
    coin = random.Random(11)
    rows = []
    for row in seconds(count):
        size = round(coin.lognormvariate(9, 1.5)) + 1
        thinks = coin.random() < 0.3
        answer = coin.randrange(1, 900)
        reasoning = coin.randrange(1, 3_000) if thinks else 0
        rows.append(
            row
            | {
                "input_tokens": size,
                "cache_read_tokens": size * coin.randrange(10) // 10,
                "output_tokens": answer + reasoning,
                "reasoning_tokens": reasoning,
                "thinking": thinks,
                "service_tier": coin.choice(("standard", "standard", "batch")),
            }
        )
    return rows


def test_the_histogram_ends_its_bins_at_the_bounds_of_every_tier(catalog):
    found = fitted(sized(*range(100, 200_000, 100)))
    bins = found.profile.input_tokens.histogram
    bounds = {32_000, 128_000}  # those of demo/banded among them
    assert bounds <= {each.up_to for each in bins}
    assert sum(each.requests for each in bins if each.up_to <= 32_000) == 320
    assert sum(each.tokens for each in bins) == sum(range(100, 200_000, 100))


def test_a_fitted_log_falls_into_its_tiers_to_the_last_token(catalog):
    rows = [row | {"output_tokens": 0} for row in some_log()]
    for row in rows:
        row |= {
            "reasoning_tokens": 0,
            "thinking": False,
            "service_tier": None,
            "cache_read_tokens": 0,
        }
    job, offer = fitted(rows).workload, catalog.offer("demo/banded")
    month = project(job, offer, start=JUNE, catalog=catalog).months[0]
    true = 0
    for row in rows:
        one = Usage(row["input_tokens"], 0)
        true += charge(one, find_line(one, offer, row["at"], "standard", False))
    each = Fraction(month.list_cost.amount) * 10**12 / job.requests_in(JUNE, 0)
    assert abs(each - Fraction(true, len(rows))) < 1


def test_percentiles_are_sizes_that_were_seen():
    found = fitted(sized(*range(1, 101)))
    assert (found.workload.input.p50, found.workload.input.p95) == (50, 95)
    assert "half up to 50, 95 % up to 95, all up to 100" in said(found, "input").said


def test_too_few_requests_have_a_mean_and_nothing_else():
    found = fitted(sized(*[100] * 18, 1_000))
    assert found.profile.input_tokens == Decimal("147.368421")  # 2,800 / 19
    assert "fewer than 20 requests" in said(found, "input").said
    assert isinstance(fitted(sized(*[100] * 19, 1_000)).profile.input_tokens, Histogram)


def test_rows_that_sum_up_requests_have_a_mean_and_nothing_else():
    found = fitted([{"at": s["at"], "requests": 4} for s in seconds(30)])
    assert found.requests == 120
    assert found.profile.input_tokens == 250
    assert {"input", "output"} <= set(found.unknown)


def test_a_share_of_requests_that_think_keeps_all_tokens(catalog):
    think = {"output_tokens": 500, "reasoning_tokens": 400}
    plain = {"output_tokens": 50, "reasoning_tokens": 0}
    found = fitted([row | (think if i % 5 < 3 else plain) for i, row in enumerate(seconds(100))])
    # 60 answers of 100 tokens and 40 of 50 are 80 on the mean
    assert found.profile.thinking_share == Decimal("0.6")
    assert found.profile.reasoning_tokens == 400
    assert found.workload.answer.mean == 80
    assert found.profile.output_tokens is None
    job = found.workload
    month = project(job, "demo/separate", start=JUNE, catalog=catalog).months[0]
    # demo/separate: 2 yuan for input, 8 for answers, 3 for reasoning
    per_hundred = 100 * 1_000 * 2 + (60 * 100 + 40 * 50) * 8 + 60 * 400 * 3
    expected = Fraction(per_hundred, 100 * 10**6) * job.requests_in(JUNE, 0)
    assert abs(Fraction(month.list_cost.amount) - expected) < Fraction(1, 10**9)


def test_where_every_request_thinks_the_output_is_as_seen():
    rows = [row | {"output_tokens": 100 + i} for i, row in enumerate(seconds(100))]
    found = fitted(rows, reasoning_tokens=90)
    assert found.profile.thinking_share is None
    assert found.profile.reasoning_tokens == 90
    assert found.workload.thinks == 1
    assert found.profile.output_tokens.histogram[-1].up_to == 199
    assert said(found, "thinking").said.startswith("every request thinks, with 90 reasoning tokens")


def test_unknown_thinking_is_not_none():
    found = fitted(seconds(100))
    assert found.profile.reasoning_tokens is None
    assert found.profile.thinking_share is None
    assert "thinking" in found.unknown
    half = fitted(
        [r | {"reasoning_tokens": 50 if i % 2 else None} for i, r in enumerate(seconds(100))]
    )
    assert said(half, "thinking").rests_on == "50 of 100 requests say it"


def test_thinking_whose_tokens_nobody_counted_adds_none():
    found = fitted(seconds(100), thinking=True)
    assert found.profile.reasoning_tokens == 0
    assert (found.workload.thinks, found.workload.reasoning) == (1, 0)
    assert "thinking" in found.unknown


def test_shares_of_cache_and_of_service_tiers():
    rows = [
        row | {"service_tier": ("batch", "flex", None)[i % 3], "cache_read_tokens": 10 * i}
        for i, row in enumerate(seconds(99))
    ]
    found = fitted(rows, cache_write_tokens=15)
    # 10 × (0 + … + 98) of 99,000 tokens
    assert found.profile.cached_share == Decimal("0.49")
    assert found.profile.cache_write_share == Decimal("0.015")
    assert found.profile.service_tiers == {
        "batch": Decimal("0.333334"),
        "flex": Decimal("0.333333"),
    }


def test_long_writes_to_a_cache_are_told_and_taken_as_ordinary_ones():
    found = fitted(seconds(100), cache_write_tokens=40, cache_write_long_tokens=10)
    assert found.profile.cache_write_share == Decimal("0.04")
    assert said(found, "cache").said == (
        "0 % of the input is read from a cache, 4 % written to one "
        "(25 % of that for long, which a profile takes as ordinary writes)"
    )


def test_web_searches_are_those_of_a_mean_request():
    found = fitted([row | {"web_searches": i % 4} for i, row in enumerate(seconds(100))])
    # 25 × (0 + 1 + 2 + 3) searches of 100 requests
    assert found.workload.web_searches == Fraction(3, 2)


def test_a_log_without_cached_tokens_is_told_from_one_that_has_none():
    found = fitted(seconds(100))
    assert found.profile.cached_share == 0
    assert "cache" in found.unknown


def test_output_and_cache_that_go_with_the_size_are_said():
    rows = [
        row | {"input_tokens": 100 * (i + 1), "output_tokens": 10 * (i // 50 + 1)}
        for i, row in enumerate(seconds(100))
    ]
    told = said(fitted(rows), "sizes together")
    assert "in the log, 10, 20 and 20 tokens" in told.said
    assert not told.known


def test_rows_that_cannot_be_used_are_counted_and_left_out():
    good = seconds(100)
    bad = [
        {"at": good[0]["at"], "input_tokens": -1},
        {"at": good[0]["at"], "reasoning_tokens": 101},
        {"at": None, "reject": "no_time", "input_tokens": None},
        {"at": 5},
    ]
    summed = {"at": good[0]["at"], "until": good[0]["at"] + 86_400, "requests": None}
    found = fitted([row | {"requests": 1} for row in good + bad] + [summed])
    assert found.rows == found.requests == 100
    assert found.left_out == {
        "could not be read": 1,
        "contradict themselves": 3,
        "sum up nobody says how many requests": 1,
    }


def test_one_model_may_be_fitted_alone():
    rows = [r | {"model": "ab"[i % 4 == 0], "input_tokens": i} for i, r in enumerate(seconds(100))]
    both = fit_workload(log(rows))
    assert said(both, "models").said.startswith("a 75 %, b 25 %; the profile mixes them")
    alone = fit_workload(log(rows), model="b")
    assert (alone.requests, alone.workload.input.mean) == (25, 48)
    with pytest.raises(WorkloadError, match="no row of the model 'c'"):
        fit_workload(log(rows), model="c")


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "duckdb"])
def test_every_engine_finds_the_same(kind):
    table = log(some_log() + by_hours(FEBRUARY, 10))
    frames = {
        "pandas": table.to_pandas,
        "polars": lambda: pl.from_arrow(table),
        "lazy": lambda: pl.from_arrow(table).lazy(),
        "duckdb": lambda: duckdb.connect().from_arrow(table),
    }
    assert fit_workload(frames[kind]()) == fit_workload(table)


def test_a_profile_reads_back_as_it_was_found(tmp_path):
    found = fit_workload(log(some_log() + by_hours(FEBRUARY, 28)), "机器人", zone="Asia/Shanghai")
    path = tmp_path / "mine.yaml"
    path.write_text(found.to_yaml(), "utf-8")
    assert read_profile(path) == found.profile
    assert found.to_yaml().startswith("# volume: ")


def test_json_has_the_profile_and_every_row_that_was_left_out():
    rows = [{"requests": 1} | row for row in seconds(100)] + [{"at": 5, "requests": 1}]
    told = fitted(rows).to_dict()
    assert (told["rows"], told["requests"]) == (100, 100)
    assert told["left_out"] == {"contradict themselves": 1}
    assert told["profile"]["requests_per_day"] == "100"
    assert told["findings"][-1] == {
        "what": "models",
        "said": "demo/plain 100 %",
        "rests_on": "100 requests",
        "known": True,
    }


def test_what_is_no_log_is_refused():
    with pytest.raises(UsageError, match="a log is"):
        fit_workload([1, 2])
    with pytest.raises(WorkloadError, match="no row that can be used: 1 contradict themselves"):
        fitted([{"at": 5}])
