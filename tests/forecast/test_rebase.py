"""The rest at the pace of the bills so far: by hand where all is stated, and against truths."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.forecast.actual import Actual
from calculator.forecast.actuals import begun_with, with_actuals
from calculator.forecast.levers import Scenario
from calculator.forecast.run_rate import begun_in
from calculator.forecast.simulate import forecast
from calculator.forecast.uncertainty import Factor, Uncertainty
from calculator.slots import NotServedError
from calculator.workload import TokenSize, Workload
from pricing import load_catalog
from pricing.errors import UnknownOfferError, WorkloadError
from pricing.money import Money

SHEET = """schema: 1
provider: shop
name: Shop
revision: 2026-11-24
currency: USD
timezone: UTC
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  plain:
    thinking: not_applicable
    prices:
      - {from: 2026-01-01, input: 1, output: 2}
  cheap:
    thinking: not_applicable
    prices:
      - {from: 2026-01-01, input: 0.5, output: 0.5}
"""
RENT = SHEET.replace("provider: shop", "provider: rented").replace(
    "models:", "charges:\n  - {name: seat, per_month: 40}\nmodels:"
)
JOB = Workload(
    "job", Fraction(30_000), "month", TokenSize(Fraction(1_000)), TokenSize(Fraction(1_500))
)
"""At 1 and 2 dollars for a million tokens a month costs 30,000 × (1,000 + 3,000) = $120."""
MAY, SURE = date(2026, 5, 1), Uncertainty.none()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "shop.yaml").write_text(SHEET, "utf-8")
    (folder / "rented.yaml").write_text(RENT, "utf-8")
    return load_catalog(folder)


@pytest.fixture
def four_months(book):
    def found(*offers, by=SURE, job=JOB, **given):
        return forecast(Scenario(job, MAY, 4, catalog=book), offers, by, draws=2_000, **given)

    return found


def paid(month, amount, through=None):
    return Actual(month, Money(amount, "USD"), through)


def bills(found, offer):
    return [month.bill.mean.amount for month in found.of(offer).months]


def test_months_to_come_cost_as_much_more_as_the_paid_ones(four_months):
    # 150 paid of 120 planned: a quarter more, here and at half the price of input and a quarter
    found = with_actuals(four_months("shop/plain", "shop/cheap"), [paid(MAY, 150)], rebase=True)
    assert found.run_rate.ratio == Fraction(150, 120)
    assert bills(found, "shop/plain") == [150, 150, 150, 150]
    # 30,000 × 2,500 tokens at half a dollar a million are 37.5, and a quarter more 46.875
    assert bills(found, "shop/cheap") == [150, *[Fraction("46.875")] * 3]
    assert found.rebased


def test_without_rebase_the_plan_stays_and_the_ratio_is_told(four_months):
    found = with_actuals(four_months("shop/plain"), [paid(MAY, 150)])
    assert bills(found, "shop/plain") == [150, 120, 120, 120]
    assert (found.run_rate.ratio, found.rebased) == (Fraction(5, 4), False)
    assert str(found.run_rate) == (
        "so far: $150 paid to shop/plain from 2026-05-01 to 2026-05-31, $120 planned: × 1.25"
    )


def test_a_month_in_progress_goes_on_as_its_first_days(four_months):
    # 10 of 30 June days cost 60 where 40 were planned; with May's 120 of 120: 180 of 160
    june = paid(date(2026, 6, 1), 60, date(2026, 6, 10))
    found = with_actuals(four_months("shop/plain"), [paid(MAY, 120), june], rebase=True)
    assert found.run_rate.ratio == Fraction(180, 160)
    assert bills(found, "shop/plain") == [120, 60 + 80 * Fraction(9, 8), 135, 135]


def test_a_monthly_charge_does_not_grow_with_the_requests(four_months):
    # 40 a month whatever happens: 190 paid of 40 + 120 is a quarter more than the 120
    found = with_actuals(four_months("rented/plain"), [paid(MAY, 190)], rebase=True)
    assert bills(found, "rented/plain") == [190] * 4
    assert found.run_rate.ratio == Fraction(190, 160)
    assert found.run_rate.volume == Fraction(150, 120)
    doubtful = with_actuals(
        four_months("rented/plain", by=replace(SURE, volume=Factor.within(Fraction(3, 2)))),
        [paid(MAY, 190)],
        rebase=True,
    )
    assert {m.bill.p10.amount for m in doubtful.of("rented/plain").months} == {190}


def test_bills_of_another_offer_set_the_pace_where_they_were_paid_to_it(four_months):
    both = four_months("shop/plain", "shop/cheap")
    found = with_actuals(both, [paid(MAY, 75)], paid_to="shop/cheap", rebase=True)
    # 75 of 37.5 is twice the plan
    assert bills(found, "shop/plain") == [75, 240, 240, 240]
    with pytest.raises(UnknownOfferError, match="not in this forecast"):
        with_actuals(both, [paid(MAY, 75)], paid_to="rented/plain", rebase=True)


def test_what_is_off_alike_in_all_months_no_longer_matters_to_the_offer_paid(four_months):
    wide = Factor.within(Fraction(2))
    by = replace(SURE, volume=wide, input_tokens=wide, output_tokens=wide)
    found = with_actuals(four_months("shop/plain", "shop/cheap", by=by), [paid(MAY, 150)],
                         rebase=True)  # fmt: skip
    own, other = (found.of(offer).months[-1].bill for offer in ("shop/plain", "shop/cheap"))
    assert float(own.p10.amount) == pytest.approx(150)
    assert float(own.p90.amount) == pytest.approx(150)
    # input costs half there and output a quarter: what the mix is still matters
    assert 37.5 < other.p10.amount < other.p90.amount < 75
    assert other.mean_error.amount > 0


def test_eight_in_ten_true_bills_lie_in_the_band_and_it_is_narrower(four_months):
    by = replace(Uncertainty(), fx=SURE.fx)
    truth = four_months("shop/plain", by=by, seed=1).bills.of(0)
    before = four_months("shop/plain", by=by)
    hit, width = 0, []
    for world in range(400):
        june = Actual(date(2026, 6, 1), Money(f"{truth[1, world]:.6f}", "USD"))
        found = with_actuals(before, [paid(MAY, f"{truth[0, world]:.6f}"), june], rebase=True)
        last = found.of("shop/plain").months[-1].bill
        hit += float(last.p10.amount) <= truth[3, world] <= float(last.p90.amount)
        width.append(float(last.p90.amount / last.p10.amount))
    plain = before.of("shop/plain").months[-1].bill
    assert hit / 400 == pytest.approx(0.8, abs=0.05)
    assert np.median(width) < 1.45
    assert plain.p90.amount / plain.p10.amount > 1.7


def test_few_days_tell_less_than_a_month(four_months):
    by = replace(SURE, month_to_month=Factor.within(Fraction(6, 5)))
    rng = np.random.default_rng(5)
    # days that scatter so that a mean of 30 of them is off by as much as a month is
    days = 1 + by.month_to_month.sigma * 30**0.5 * rng.standard_normal((600, 60))
    june, july = days[:, :30].mean(axis=1) * 120, days[:, 30:].mean(axis=1) * 120
    before = forecast(
        replace(four_months("shop/plain").scenario, start=date(2026, 6, 1)),
        ["shop/plain"], by, draws=2_000,
    )  # fmt: skip
    hits = np.zeros(2)
    for first, all_june, all_july in zip(days[:, :12].mean(axis=1) * 48, june, july, strict=True):
        known = Actual(date(2026, 6, 1), Money(f"{first:.6f}", "USD"), date(2026, 6, 12))
        months = with_actuals(before, [known], rebase=True).of("shop/plain").months
        for place, true in enumerate((all_june, all_july)):
            bill = months[place].bill
            hits[place] += float(bill.p10.amount) <= true <= float(bill.p90.amount)
    assert hits / 600 == pytest.approx(0.8, abs=0.06)


def test_a_bill_before_the_plan_needs_a_plan_that_begins_there(four_months):
    april = paid(date(2026, 4, 1), 150)
    with pytest.raises(WorkloadError, match="begin it in 2026-04"):
        with_actuals(four_months("shop/plain"), [april], rebase=True)
    told = with_actuals(four_months("shop/plain"), [april]).run_rate
    assert (told.ratio, str(told.first)) == (Fraction(5, 4), "2026-04-01")


def test_a_plan_begun_earlier_is_the_same_from_its_start_on(book):
    job = replace(JOB, growth=Fraction(1, 10))
    scenario = Scenario(job, MAY, 4, catalog=book)
    earlier, (moved,) = begun_in(scenario, [job], date(2026, 3, 1))
    old, new = (seen.project("shop/plain").months for seen in (scenario, earlier))
    assert earlier.workload == moved
    assert [month.total for month in new[2:]] == [month.total for month in old]
    assert (moved.requests * Fraction(121, 100), len(new)) == (job.requests, 6)


def test_first_days_that_hardly_vary_tell_as_much_as_the_whole_month(four_months):
    # as above, 180 of 160: what is off alike in all months no longer matters
    by = replace(SURE, volume=Factor.within(Fraction(2)))
    june = paid(date(2026, 6, 1), 60, date(2026, 6, 10))
    found = with_actuals(four_months("shop/plain", by=by), [paid(MAY, 120), june], rebase=True)
    months = found.of("shop/plain").months
    assert [float(month.bill.p10.amount) for month in months] == pytest.approx([120, 150, 135, 135])
    assert [float(month.bill.p90.amount) for month in months] == pytest.approx([120, 150, 135, 135])


def test_days_on_which_nothing_was_planned_tell_nothing(four_months):
    # the first two days of August 2026 are a weekend: 9 were paid, and no request was planned
    job = replace(JOB, requests=Fraction(1_000), per="working_day")
    by = replace(SURE, volume=Factor.within(Fraction(2)))
    before = four_months("shop/plain", by=by, job=job)
    # 21 working days in May and August, 22 in June, 23 in July, at $4 each: May ran to twice that
    weekend = paid(date(2026, 8, 1), 9, date(2026, 8, 2))
    known = [paid(MAY, 168), weekend]
    months = with_actuals(before, known, rebase=True).of("shop/plain").months
    assert [float(month.bill.p50.amount) for month in months] == pytest.approx(
        [168, 176, 184, 9 + 168]
    )


def test_of_known_bills_only_the_charges_to_come_are_fixed(four_months):
    april = paid(date(2026, 4, 1), 150)
    june = paid(date(2026, 6, 1), 60, date(2026, 6, 10))
    found = with_actuals(four_months("rented/plain"), [april, june])
    # 40 a month from May on; of June, 20 of 30 days are to come
    fixed = found.bills.fixed(0)
    assert fixed[:, 0] == pytest.approx([0, 40, 40 * 2 / 3, 40, 40])
    assert fixed.shape == (5, 2_000)


def test_a_plan_that_starts_on_a_day_of_its_own_is_not_moved(book):
    job = replace(JOB, growth=Fraction(1, 10), start=date(2026, 4, 1))
    scenario = Scenario(job, MAY, 4, catalog=book)
    earlier, (same,) = begun_in(scenario, [job], date(2026, 3, 1))
    assert (same, earlier.start, earlier.months) == (job, date(2026, 3, 1), 6)


@pytest.mark.parametrize("job", [replace(JOB, requests=Fraction(0)), JOB])
def test_no_pace_is_told_where_there_is_no_plan_to_hold_bills_against(job, four_months):
    # nothing is planned; or the bill is of a month before the offer's first price
    month = MAY if not job.requests else date(2025, 12, 1)
    found = with_actuals(four_months("shop/plain", job=job), [paid(month, 150)])
    assert found.run_rate is None
    assert found.of("shop/plain").months[0].bill.mean == Money(150, "USD")


def test_a_plan_of_nothing_cannot_be_run_ahead_of(four_months):
    with pytest.raises(WorkloadError, match="no request was planned from 2026-05-01"):
        with_actuals(
            four_months("shop/plain", job=replace(JOB, requests=Fraction(0))),
            [paid(MAY, 150)],
            rebase=True,
        )


def test_the_command_says_the_ratio_and_the_assumption():
    words = ["forecast", "openai/gpt-5", "--start", "2026-11", "-m", "3", "--draws", "500"]
    words += ["--actual", "2026-10=9000"]
    said = CliRunner().invoke(app, words).output
    # October: 31 days of 20,000 requests on GPT-5, planned at $6,762
    assert (
        "$9,000 paid to openai/gpt-5 from 2026-10-01 to 2026-10-31, $6,762 planned: × 1.33" in said
    )
    assert "--rebase lets it go on at that pace" in said
    said = CliRunner().invoke(app, [*words, "--rebase"]).output
    assert "requests to come: in each world so many that the bills paid come out" in said
    told = json.loads(CliRunner().invoke(app, [*words, "--rebase", "--json"]).output)
    assert (told["rebased"], told["run_rate"]["ratio"][:4]) == (True, "1.33")
    assert [month["month"] for month in told["offers"][0]["months"]] == [
        "2026-10", "2026-11", "2026-12", "2027-01",
    ]  # fmt: skip


def test_a_pace_needs_a_bill():
    done = CliRunner().invoke(app, ["forecast", "openai/gpt-5", "--rebase"])
    assert done.exit_code == 2
    assert "--actual 2026-10=4100" in done.output


def test_an_offer_that_was_not_sold_yet_takes_part_from_its_first_month_on(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(SHEET.replace("{from: 2026-01-01, input: 0.5", "{from: 2026-06-01, input: 0.5"))
    june, bill = Scenario(JOB, date(2026, 6, 1), 2, catalog=load_catalog(path)), paid(MAY, 150)
    begun, jobs = begun_with(june, [JOB], [bill])
    before = forecast(
        begun,
        ["shop/plain", "shop/cheap"],
        SURE,
        draws=100,
        beside=jobs[1:],
        paid_before=june.start,
    )
    found = with_actuals(before, [bill], rebase=True)
    assert bills(found, "shop/cheap") == [150, Fraction("46.875"), Fraction("46.875")]
    with pytest.raises(NotServedError, match="no price before"):
        with_actuals(before, [bill], paid_to="shop/cheap", rebase=True)


def test_a_pace_needs_every_month_up_to_the_forecast(book):
    june = Scenario(JOB, date(2026, 6, 1), 2, catalog=book)
    with pytest.raises(WorkloadError, match="the bill of 2026-05 is missing or not whole"):
        begun_with(june, [JOB], [paid(date(2026, 4, 1), 150)])
    with pytest.raises(WorkloadError, match="the bill of 2026-05 is missing or not whole"):
        begun_with(june, [JOB], [paid(MAY, 150, date(2026, 5, 10))])
