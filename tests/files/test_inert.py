from __future__ import annotations

from decimal import Decimal

import pytest

from calculator.files import inert


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|x", "-cmd", "@SUM(1)", "\tx", "\r=1", "-1+1", "--1", "+1|cmd", "-"]
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["-5", "+3%", "-1,200.50", "-.5", "GPT-5", "", "a=1", "数据", "'=1"]
)
def test_numbers_and_plain_texts_stay_as_they_are(cell):
    assert inert(cell) == cell


@pytest.mark.parametrize("cell", [-1, Decimal("-0.5"), None, True])
def test_what_is_no_text_stays_as_it_is(cell):
    assert inert(cell) is cell
