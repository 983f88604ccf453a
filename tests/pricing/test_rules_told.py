"""What cannot be a whole number of picos, or resold, is told at the key that makes it so."""

from __future__ import annotations

import pytest

from pricing.compile import rates
from pricing.compile.rates import compile_sheets
from pricing.errors import SheetError
from pricing.sheets.sheet import read_sheet
from tests.compiled import lines, model, told
from tests.sheet_text import write_sheet

FINE = "has more than six decimals per million tokens"


@pytest.mark.parametrize(
    ("prices", "thinking", "said"),
    [
        (
            "input: 0.1234567\noutput: 1",
            "not_applicable",
            f"demo.yaml:13: models.m from 2026-01-01: input: 0.1234567 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "input: 0.30000000000000004\noutput: 1",
            "not_applicable",
            f"demo.yaml:13: models.m from 2026-01-01: input: 0.30000000000000004 {FINE}: write 0.3",
        ),
        (
            "input: 1\noutput: 1.0000001",
            "billed_as_output",
            f"demo.yaml:14: models.m from 2026-01-01: output: 1.0000001 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "input: 1\noutput: 1\nwhen_thinking:\n  output: 2.0000001",
            "mode_rate",
            f"demo.yaml:16: models.m from 2026-01-01: when_thinking.output: 2.0000001 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "input: 1\noutput: 2.0000001\nwhen_thinking:\n  output: 8",
            "mode_rate",
            f"demo.yaml:14: models.m from 2026-01-01: output: 2.0000001 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "tiers:\n  - {up_to: 9, input: 1, output: 1}\n  - {input: 2.0000001, output: 1}",
            "not_applicable",
            f"demo.yaml:15: models.m from 2026-01-01: tiers#2.input: 2.0000001 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "input: 1\noutput: 1\nwindows:\n  w:\n    hours: '01:00-02:00'\n"
            "    utc_offset: '+00:00'\n    rates:\n      input: 2.0000001",
            "not_applicable",
            f"demo.yaml:20: models.m from 2026-01-01: windows.w.rates.input: 2.0000001 {FINE}: "
            "a token would cost a part of a pico",
        ),
        (
            "input: 1\noutput: 1\nwindows:\n  w:\n    hours: '01:00-02:00'\n"
            "    utc_offset: '+00:00'\n    rates:\n      cache_read: 0.1234567",
            "not_applicable",
            "demo.yaml:20: models.m from 2026-01-01: windows.w.rates.cache_read: "
            f"0.1234567 {FINE}: a token would cost a part of a pico",
        ),
        (
            "input: 1\noutput: 1\nservice_tiers:\n  batch:\n    input: 0.1234567\n    output: 1",
            "not_applicable",
            "demo.yaml:17: models.m from 2026-01-01: service_tiers.batch.input: "
            f"0.1234567 {FINE}: a token would cost a part of a pico",
        ),
        (
            "input: 0.000003\noutput: 2\nservice_tiers:\n  batch:\n    multiply: 0.5",
            "not_applicable",
            "demo.yaml:17: models.m from 2026-01-01: service_tiers.batch.multiply: "
            f"0.000003 × 0.5 {FINE}: write the prices out as demo bills them",
        ),
        (
            "input: 1.5\noutput: 2\nservice_tiers:\n  batch:\n    multiply: 0.3333333\n"
            "windows:\n  w:\n    hours: '01:00-02:00'\n"
            "    utc_offset: '+00:00'\n    multiply: 2",
            "not_applicable",
            "demo.yaml:17: models.m from 2026-01-01: service_tiers.batch.multiply: "
            f"1.5 × 0.3333333 {FINE}: write the prices out as demo bills them",
        ),
        (
            "input: 0.000003\noutput: 2\nservice_tiers:\n  fast:\n    multiply: 2\n"
            "windows:\n  w:\n    hours: '01:00-02:00'\n    utc_offset: '+00:00'\n"
            "    multiply: 0.1",
            "not_applicable",
            "demo.yaml:22: models.m from 2026-01-01: windows.w.multiply: "
            f"0.000003 × 0.1 {FINE}: write the prices out as demo bills them",
        ),
        (
            "input: 0.001\noutput: 2\nservice_tiers:\n  fast:\n    multiply: 1.25\n"
            "windows:\n  w:\n    hours: '01:00-02:00'\n    utc_offset: '+00:00'\n"
            "    multiply: 1.25",
            "not_applicable",
            "demo.yaml:22: models.m from 2026-01-01: windows.w.multiply: "
            f"0.001 × 1.25 × 1.25 {FINE}: write the prices out as demo bills them",
        ),
        (
            "input: 1\noutput: 1\nfees:\n  web_search:\n    price: 1\n    per: 3",
            "not_applicable",
            "demo.yaml:16: models.m from 2026-01-01: fees.web_search: "
            "1 per 3 is no whole number of picos (10^-12) for one",
        ),
        (
            "input: 1\noutput: 1\nservice_tiers:\n  batch:\n    multiply: 1\n    fees:\n"
            "      request: {price: 10.0, per: 3_000_000}",
            "not_applicable",
            "demo.yaml:19: models.m from 2026-01-01: service_tiers.batch.fees.request: "
            "10 per 3,000,000 is no whole number of picos (10^-12) for one",
        ),
    ],
)
def test_what_is_too_fine_is_told_once_where_it_stands(prices, thinking, said, tmp_path):
    assert told(tmp_path, model(prices, thinking)) == [said]


def test_a_markup_that_makes_rates_too_fine_is_told_at_the_resale(tmp_path):
    sold = model("input: 0.000003\noutput: 2")
    again = "\nr:\n  resells: demo/m\n  markup: 10"
    assert told(tmp_path, sold + again) == [
        f"demo.yaml:17: models.r.markup: 0.000003 × 1.1 {FINE}: "
        "write the prices out as demo bills them"
    ]


def test_a_fee_of_the_sheet_is_told_where_the_sheet_has_it(tmp_path):
    fees = "fees: {citation_token: {price: 2, per: 3_000_000}}\n"
    assert told(tmp_path, model("input: 1\noutput: 1"), more=fees) == [
        "demo.yaml:8: fees.citation_token: "
        "2 per 3,000,000 is no whole number of picos (10^-12) for one"
    ]


@pytest.mark.parametrize(
    ("resells", "said"),
    [
        ("demo/n", "no sheet has 'demo/n'; did you mean 'demo/m'?"),
        ("m", "no sheet has 'm': write provider/model"),
        ("demo/q", "'demo/q' is itself a resale: name 'demo/m', which it resells"),
        ("other/entirely", "no sheet has 'other/entirely'"),
    ],
)
def test_a_resale_of_what_is_not_sold_says_what_to_write(resells, said, tmp_path):
    sold = model("input: 1\noutput: 1") + "\nq:\n  resells: demo/m"
    assert told(tmp_path, f"{sold}\nr:\n  resells: {resells}") == [
        f"demo.yaml:18: models.r.resells: {said}"
    ]


def test_a_rate_that_is_too_fine_is_told_once_though_it_is_resold_and_in_two_tiers(tmp_path):
    bad = model("input: 0.1234567\noutput: 1\nservice_tiers: {batch: {multiply: 0.5}}")
    assert len(told(tmp_path, f"{bad}\nr:\n  resells: demo/m\n  markup: 5")) == 1


def test_every_model_is_told_of_until_it_is_plainly_one_mistake_repeated(tmp_path):
    bad = "".join(
        f"m{n}:\n  thinking: not_applicable\n"
        "  prices: [{from: 2026-01-01, input: 0.1234567, output: 1}]\n"
        for n in range(300)
    )
    assert len(told(tmp_path, bad)) == 201


def test_problems_of_all_sheets_are_told_together(tmp_path):
    bad = [
        read_sheet(write_sheet(tmp_path, model("input: 0.1234567\noutput: 1"), provider))
        for provider in ("one", "two")
    ]
    with pytest.raises(SheetError) as refused:
        compile_sheets(bad)
    assert [p.path.rpartition("/")[2] for p in refused.value.problems] == ["one.yaml", "two.yaml"]


def test_an_entry_of_as_many_cells_as_are_allowed_is_taken_and_one_more_is_not(
    tmp_path, monkeypatch
):
    window = '{hours: "09:00-12:00", utc_offset: "+08:00", days: [1], multiply: 2}'
    tiers = "tiers:\n  - {up_to: 9, input: 1, output: 1}\n  - {input: 2, output: 1}"
    prices = f"{tiers}\nwindows: {{peak: {window}}}"
    monkeypatch.setattr(rates, "MAX_CELLS", 6)  # 3 stretches of the week by 2 tiers
    assert len(lines(tmp_path, prices)) == 6
    monkeypatch.setattr(rates, "MAX_CELLS", 5)
    assert told(tmp_path, model(prices)) == [
        "demo.yaml:12: models.m from 2026-01-01: comes to more than 5 stretches of time and size: "
        "use fewer windows or tiers"
    ]


def test_stretches_of_the_week_alone_may_be_too_many(tmp_path, monkeypatch):
    window = '{hours: "09:00-12:00", utc_offset: "+08:00", days: [1], multiply: 2}'
    monkeypatch.setattr(rates, "MAX_CELLS", 2)
    assert len(told(tmp_path, model(f"input: 1\noutput: 1\nwindows: {{peak: {window}}}"))) == 1


def test_an_entry_of_tens_of_thousands_of_cells_is_refused_with_the_limit(tmp_path):
    hours = ", ".join(f'"{h:02}:00-{h:02}:30"' for h in range(24))
    window = f'{{hours: [{hours}], utc_offset: "+00:00", multiply: 2}}'
    tiers = "".join(f"\n  - {{up_to: {n}, input: 1, output: 1}}" for n in range(1, 50))
    some = f"tiers:{tiers}\n  - {{input: 2, output: 1}}\nwindows: {{w: {window}}}"
    with_holidays = some.replace("multiply: 2", "except: {holidays: CN}, multiply: 2")
    assert len(lines(tmp_path, some)) == 336 * 50
    assert told(tmp_path, model(with_holidays)) == [
        "demo.yaml:12: models.m from 2026-01-01: comes to more than 20,000 stretches "
        "of time and size: use fewer windows or tiers"
    ]
