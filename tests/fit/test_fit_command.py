from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pyarrow.csv
import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.cli.fit import _instant
from calculator.profiles import read_profile
from pricing.errors import LogError
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


def test_what_was_left_out_and_how_to_go_on_is_said(month, tmp_path):
    path = tmp_path / "garbled.csv"
    lines = month.read_text().splitlines()
    cells = lines[1].split(",")
    place = lines[0].replace('"', "").split(",").index("output_tokens")
    cells[place] = "many"
    path.write_text("\n".join([*lines, ",".join(cells)]) + "\n")
    done = CliRunner().invoke(app, ["fit", str(path), "--zone", "Asia/Shanghai"])
    assert done.exit_code == 0, done.output
    left_out = f"left out: 1 × output_tokens is not a whole number ({path} row {len(lines)})"
    assert done.stderr.splitlines()[-1] == left_out
    assert done.stdout.splitlines()[-1] == (
        "write it with --out profile.yaml, then: tokenfare compare -w profile.yaml"
    )


@pytest.mark.parametrize(("text", "hour"), [("2026-02-01T09:00", 1), ("2026-02-01T09:00+02:00", 7)])
def test_a_start_is_on_the_clock_of_the_zone_unless_it_says_which(text, hour):
    assert _instant(text, "Asia/Shanghai") == datetime(2026, 2, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize(("text", "zone"), [("yesterday", "UTC"), ("2026-02-01", "Asia/Peking")])
def test_a_start_that_is_no_time_is_refused(text, zone):
    with pytest.raises(LogError) as error:
        _instant(text, zone)
    assert str(error.value) == f"--start {text!r} is not a time such as 2026-11-20T09:00+08:00"


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
