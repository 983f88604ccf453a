"""Files as vendors export them: amounts in the rows, or in a bill beside the usage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from calculator.logs import read_log
from calculator.reconcile import reconcile
from pricing.errors import UsageError
from tests.logs.make_samples import samples

USAGE = (
    "start_time,end_time,num_model_requests,user_id,api_key_id,project_id,model,batch,"
    "service_tier,input_tokens,output_tokens,input_cached_tokens"
)
COSTS = "start_time,end_time,amount_value,amount_currency,line_item,project_id"
FEB_2, FEB_3, FEB_4 = 1_769_990_400, 1_770_076_800, 1_770_163_200


def csv(path, header, *rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def used(day, model, fresh, cached, answer, batch="False"):
    counts = (fresh + cached, answer, cached)
    return (day, day + 86_400, 10, "", "k1", "p", model, batch, "default", *counts)


def cost(day, amount, item):
    return day, day + 86_400, amount, "usd", f'"{item}"', "p"


def usd(paths, **options):
    with read_log(paths) as log:
        found = reconcile(log, **options)
    fall = found.totals["USD"]
    steps = {s.cause: s.money.amount for s in fall.steps if s.money.amount}
    assert fall.estimate.amount + sum(steps.values()) == fall.billed.amount
    return found, fall, steps


@pytest.mark.parametrize(
    "sample", [s for s in samples() if s.stated and "cost" not in s.format], ids=lambda s: s.format
)
def test_what_a_sample_states_is_explained_to_the_last_pico(sample, tmp_path):
    for name, content in sample.files.items():
        (tmp_path / name).write_bytes(content)
    with read_log(tmp_path) as log:
        found = reconcile(log)
    assert found.rows > 0
    for currency, stated in sample.stated.items():
        fall = found.totals[currency]
        assert fall.billed.amount == stated
        assert {s.cause for s in fall.steps if s.money.amount} <= {"discount", "free", "rounding"}
        listed = (sample.listed or sample.stated)[currency]
        assert abs(fall.estimate.amount - listed) <= Decimal("0.00001")


def test_a_bill_is_laid_on_the_usage_of_its_day_and_model(tmp_path):
    usage = csv(
        tmp_path / "usage.csv",
        USAGE,
        used(FEB_2, "gpt-5-2025-08-07", 1_000_000, 200_000, 100_000),
        used(FEB_3, "gpt-5-2025-08-07", 2_000_000, 0, 0),
        used(FEB_3, "gpt-5-mini-2025-08-07", 4_000_000, 0, 0),
    )
    bill = csv(
        tmp_path / "costs.csv",
        COSTS,
        cost(FEB_2, "1.25", "gpt-5-2025-08-07, input"),
        cost(FEB_2, "0.025", "gpt-5-2025-08-07, cached input"),
        cost(FEB_2, "1.00", "gpt-5-2025-08-07, output"),
        cost(FEB_3, "1.25", "gpt-5-2025-08-07, input"),
        cost(FEB_3, "1.00", "gpt-5-mini-2025-08-07, input"),
        cost(FEB_4, "0.40", "gpt-5-2025-08-07, input"),
        cost(FEB_3, "0.05", "web search"),
    )
    found, fall, steps = usd([usage, bill], by=("model",))
    assert fall.estimate.amount == Decimal("2.275") + Decimal("2.50") + Decimal("1.00")
    assert steps == {"service_tier": Decimal("-1.25"), "unpriced": Decimal("0.45")}
    by_model = {group.key[0]: group.waterfall.billed.amount for group in found.groups}
    assert by_model == {
        "gpt-5": Decimal("2.275") + Decimal("1.25") + Decimal("0.40"),
        "gpt-5-mini": 1,
        "web search": Decimal("0.05"),
    }
    said = [f.words for f in found.findings]
    assert "billed, but no usage of gpt-5-2025-08-07 on that day in the log" in said
    assert found.rows_unbilled == 0


def test_one_amount_for_usage_in_several_tiers_is_charged_as_a_whole(tmp_path):
    usage = csv(
        tmp_path / "usage.csv",
        USAGE,
        used(FEB_2, "gpt-5-2025-08-07", 600_000, 400_000, 0),
        used(FEB_2, "gpt-5-2025-08-07", 1_000_000, 0, 0, batch="True"),
        used(FEB_2, "no-such-model", 1_000_000, 0, 0),
    )
    own = Decimal("0.75") + Decimal("0.05") + Decimal("0.625")
    for billed, cause in ((own, None), (Decimal("1.425") + Decimal("0.45"), "cache")):
        bill = csv(tmp_path / "costs.csv", COSTS, cost(FEB_2, billed, "gpt-5-2025-08-07, input"))
        found, fall, steps = usd([usage, bill], by=("service_tier",))
        assert fall.estimate.amount == own
        assert steps == ({cause: billed - own} if cause else {})
        assert [group.key for group in found.groups] == [(None,)]
        assert found.rows_unbilled == 1


def test_a_line_of_a_bill_without_a_readable_amount_is_left_out(tmp_path):
    usage = csv(tmp_path / "usage.csv", USAGE, used(FEB_2, "gpt-5-2025-08-07", 1_000_000, 0, 0))
    bill = csv(
        tmp_path / "costs.csv",
        COSTS,
        cost(FEB_2, "1.25", "gpt-5-2025-08-07, input"),
        cost(FEB_2, "a lot", "gpt-5-2025-08-07, output"),
    )
    _, fall, steps = usd([usage, bill])
    assert (fall.billed.amount, steps) == (Decimal("1.25"), {})
    with read_log([usage, bill]) as log:
        assert [str(kind) for kind in log.rejected] == [
            f"1 × billed_amount is not an amount ({bill} row 2)"
        ]


def test_usage_that_no_bill_is_for_is_told_and_left_out(tmp_path):
    usage = csv(
        tmp_path / "usage.csv",
        USAGE,
        used(FEB_2, "gpt-5-2025-08-07", 1_000_000, 0, 0),
        used(FEB_3, "gpt-5-2025-08-07", 3_000_000, 0, 0),
    )
    bill = csv(tmp_path / "costs.csv", COSTS, cost(FEB_2, "1.25", "gpt-5-2025-08-07, input"))
    found, fall, steps = usd([usage, bill])
    assert (fall.estimate.amount, steps) == (Decimal("1.25"), {})
    assert (found.rows, found.rows_unbilled) == (1, 1)
    assert found.unbilled["USD"].amount == Decimal("3.75")
    assert "1 rows do not say what was charged, and no bill beside them does" in found.notes


def test_cents_on_every_line_of_a_bill_are_rounding(tmp_path):
    usage = csv(
        tmp_path / "usage.csv", USAGE, used(FEB_2, "gpt-5-2025-08-07", 123_456, 7_890, 4_321)
    )
    bill = csv(
        tmp_path / "costs.csv",
        COSTS,
        cost(FEB_2, "0.15", "gpt-5-2025-08-07, input"),
        cost(FEB_2, "0.00", "gpt-5-2025-08-07, cached input"),
        cost(FEB_2, "0.04", "gpt-5-2025-08-07, output"),
    )
    exact = (123_456 * Decimal("1.25") + 7_890 * Decimal("0.125") + 4_321 * 10) / 10**6
    _, fall, steps = usd([usage, bill])
    assert fall.estimate.amount == exact
    assert steps == {"rounding": Decimal("0.19") - exact}


def test_a_bill_for_usage_that_states_its_own_cost_is_not_counted_twice(tmp_path):
    plain = csv(
        tmp_path / "plain.csv",
        "date,model,requests,input_tokens,output_tokens,cost,currency",
        ("2026-02-02", "openai/gpt-5", 10, 1_000_000, 0, "1.25", "USD"),
    )
    bill = csv(tmp_path / "costs.csv", COSTS, cost(FEB_2, "1.25", "gpt-5-2025-08-07, input"))
    found, fall, steps = usd([plain, bill])
    assert (fall.billed.amount, steps) == (Decimal("1.25"), {})
    assert "1 amounts of a bill are left out: the usage states its own" in found.notes


def test_a_log_without_amounts_is_refused_with_what_to_do(tmp_path):
    usage = csv(tmp_path / "usage.csv", USAGE, used(FEB_2, "gpt-5-2025-08-07", 1, 0, 1))
    with read_log(usage) as log, pytest.raises(UsageError, match="the bill's own file beside it"):
        reconcile(log)
