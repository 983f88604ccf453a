"""`tokenfare reconcile`, as a user types it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from calculator.cli import app

LOG = """\
time,model,input_tokens,output_tokens,cost,currency,project
2026-03-01T12:00:00Z,openai/gpt-5,1000000,0,1.25,USD,one
2026-03-01T12:00:00Z,openai/gpt-5,2000000,0,1.25,USD,two
2026-03-01T12:00:00Z,openai/gpt-5,1000000,0,{last},USD,two
"""


@pytest.fixture
def log(tmp_path):
    def write(last):
        path = tmp_path / "log.csv"
        path.write_text(LOG.format(last=last))
        return str(path)

    return write


def run(*arguments):
    return CliRunner().invoke(app, ["reconcile", *arguments])


def test_the_waterfall_the_findings_and_the_groups_are_printed(log):
    done = run(log("1.25"), "--by", "tag")
    assert done.exit_code == 0
    assert " ├─ batch and service tier  -$1.250000\n" in done.output
    assert "service_tier: openai/gpt-5, 1 row: billed at batch instead of standard" in done.output
    table = done.output.splitlines()[-3:]
    assert [line.split() for line in table[1:]] == [
        ["one", "$1.250000", "—", "$1.250000"],
        ["two", "$3.750000", "-$1.250000", "$2.500000"],
    ]


def test_lines_that_cannot_be_read_are_named(log):
    path = log("1.25")
    with open(path, "a") as file:
        file.write("yesterday,openai/gpt-5,1,1,1,USD,one\n")
    done = run(path)
    assert done.exit_code == 0
    assert "left out: 1 × " in done.stderr


def test_json_holds_the_whole_result(log):
    found = json.loads(run(log("1.25"), "--json").stdout)
    assert found["totals"]["USD"]["service_tier"] == "-1.250000000000"
    assert [file["format"] for file in found["files"]] == ["plain"]
    assert found["rejected"] == []


def test_another_currency_is_asked_for(log):
    done = run(log("1.25"), "--currency", "CNY", "--fx", "7", "--json")
    assert json.loads(done.stdout)["totals"]["CNY"]["billed"] == "26.250000000000"


def test_strict_fails_where_something_stays_unexplained(log):
    assert run(log("1.25"), "--strict").exit_code == 0
    done = run(log("3.1415926"), "--strict")
    assert done.exit_code == 1
    assert "unexplained" in done.output


def test_tax_is_given_in_per_cent(log):
    done = run(log("1.25"), "--tax", "six")
    assert done.exit_code == 2
    assert "not a number of per cent" in done.output


def test_the_currency_of_the_bill_tells_who_sold_it(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "at,model,input_tokens,output_tokens,cost,currency\n"
        "2026-02-01T08:00:00Z,deepseek-chat,1000000,0,2,CNY\n"
    )
    done = run(str(path), "--strict")
    assert done.exit_code == 0
    assert "'deepseek-chat' taken as deepseek-cn/deepseek-chat because billed in CNY" in done.stdout
    assert run(str(path), "--seller", "deepseek-intl", "--strict").exit_code == 1
