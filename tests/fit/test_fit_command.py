from __future__ import annotations

import json
from datetime import date

import pyarrow.csv
import pytest

from calculator.profiles import read_profile
from tests.fit.logs import by_hours, log
from tests.test_cli import run


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    path = tmp_path_factory.mktemp("logs") / "february.csv"
    pyarrow.csv.write_csv(log(by_hours(date(2026, 2, 1), 28)), path)
    return path


def test_a_log_becomes_a_profile_that_can_be_compared(month, tmp_path):
    out = tmp_path / "mine.yaml"
    said = run("fit", str(month), "--zone", "Asia/Shanghai", "--out", str(out))
    assert "february: Fitted from 2,240 requests" in said.stdout
    assert "busiest 10-11 h with 60 % of the day" in said.stdout
    assert "Plain table" in said.stderr
    assert read_profile(out).requests_per_day == 80
    ranked = run("compare", "-w", str(out), "--start", "2026-11", "--json", "openai/gpt-5-nano")
    # 80 requests a mean day; November 2026 has 21 working days and 9 days of weekends: 2,370
    # requests of 1,000 × 0.05 + 100 × 0.4 dollars a million
    assert json.loads(ranked.stdout)["ranked"][0]["total"] == "0.213300000000"


def test_json_has_the_profile_and_what_it_rests_on(month):
    said = json.loads(run("fit", str(month), "--zone", "Asia/Shanghai", "--json").stdout)
    assert said["profile"]["requests_per_day"] == "80"
    assert said["rows"] == 2_240
    assert {"what", "said", "rests_on", "known"} == set(said["findings"][0])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--zone", "Asia/Peking"], "'Asia/Peking' is not a time zone"),
        (["--start", "yesterday"], "--start 'yesterday' is not a time such as"),
        (["--out", "mine.json"], "call it mine.yaml"),
        (["--model", "x"], "no row of the model 'x'"),
    ],
)
def test_a_wrong_call_says_what_to_write(words, told, month):
    assert told in run("fit", str(month), *words, code=2).stderr
