"""`tokenfare log`, as a user types it."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from calculator.cli import app
from pricing.errors import PricingError

from .written import good_rows, looped, write_log

ROWS = good_rows(400, seed=1)
MANGLED = [
    "2026-10-01T12:00:00Z,openai/gpt-5,many,20,5,a",
    "2026-10-01T12:00:00Z,openai/gpt-5,10,-20,0,a",
    "2026-10-01T12:00:00Z,openai/gpt-5,10,20,21,a",
    "2026-10-01T12:00:00Z,openai/gpt-99-turbo,10,20,5,a",
    "1970-01-01T00:00:00Z,openai/gpt-5,10,20,5,a",
    "2026-10-01T12:00:00Z,openai/gp",
]


def run(*words, code=0):
    done = CliRunner().invoke(app, ["log", *map(str, words)], catch_exceptions=True)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return write_log(tmp_path_factory.mktemp("logs") / "october.csv", ROWS)


def total(done) -> Fraction:
    return Fraction(json.loads(done.stdout)["totals"]["USD"]["cost"])


def test_a_log_costs_what_a_loop_over_its_rows_comes_to(log):
    assert total(run(log, "--json")) == looped(ROWS)


def test_many_files_cost_what_one_does(log, tmp_path):
    for number in range(4):
        write_log(tmp_path / f"part{number}.csv", ROWS[number::4])
    assert total(run(tmp_path / "part*.csv", "--json")) == looped(ROWS)


def test_the_formats_the_coverage_the_groups_and_the_total_are_printed(log):
    done = run(log, "--by", "tag")
    assert "october.csv: Plain table (a row is a request" in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("400 rows in = 400 priced + 0 not priced, book 2026.")
    assert [line.split()[0] for line in lines[2:5]] == ["tag", "a", "b"]
    assert lines[6].startswith("list cost: $")


def test_one_row_of_garbage_in_a_hundred_loses_none_of_the_others(tmp_path):
    path = write_log(tmp_path / "log.csv", good_rows(1_188, seed=2))
    with path.open("a") as file:
        file.write("\n".join(MANGLED * 2) + "\n")
    done = run(path)
    assert done.stdout.splitlines()[0].startswith("1,200 rows in = 1,188 priced + 12 not priced")
    reasons = sorted(line for line in done.stdout.splitlines() if "not priced: " in line)
    assert [reason.partition(" (")[0].partition(";")[0] for reason in reasons] == [
        " not priced: 2 lines: input_tokens is not a whole number",
        " not priced: 2 lines: the line has fewer cells than the header: it is cut off",
        " not priced: 2 rows: a token count is missing or negative",
        " not priced: 2 rows: no offer is called 'openai/gpt-99-turbo'",
        " not priced: 2 rows: no time, or one before 2015 or more than two years ahead",
        " not priced: 2 rows: reasoning tokens exceed the output tokens that contain them",
    ]
    assert "input_tokens is not a whole number (" in done.stdout
    assert "log.csv:1190" in done.stdout
    assert "list cost: at least $" in done.stdout
    assert total(run(path, "--json")) == looped(good_rows(1_188, seed=2))


def test_strict_fails_where_anything_has_no_price(log, tmp_path):
    run(log, "--strict")
    cut = write_log(tmp_path / "cut.csv", ROWS[:10])
    with cut.open("a") as file:
        file.write(MANGLED[-1])
    run(cut, "--strict", code=1)
    run(cut)


def test_a_trace_that_names_no_model_is_priced_on_the_one_that_is_said(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,1000,100\n")
    done = run(path)
    assert "1 rows: no model is named: say which with --model" in done.stdout
    early = run(path, "--model", "openai/gpt-5")
    assert "has no price on 2023-11-16" in early.stdout
    assert "move it: --start" in early.stdout
    moved = run(path, "--model", "openai/gpt-5", "--start", "2026-10-01T00:00+08:00", "--json")
    # 1,000 tokens at 1.25 and 100 at 10 dollars a million
    assert total(moved) == Fraction("0.00125") + Fraction("0.001")
    assert json.loads(moved.stdout)["assumed"]["moved"] == "2026-10-01T00:00:00+08:00"


def test_the_model_of_rows_that_name_none_is_looked_for_at_the_seller_that_is_said(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2026-02-01 08:00:00,1000000,0\n")
    done = run(path, "--seller", "deepseek-intl", "--model", "deepseek-chat", "--json")
    # 1,000,000 tokens at 0.28 dollars a million
    assert total(done) == Fraction("0.28")


def test_a_name_that_several_sell_is_settled_by_its_currency_or_by_the_user(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "at,model,input_tokens,output_tokens,cost,currency\n"
        "2026-02-01T08:00:00Z,deepseek-chat,1000000,0,2,CNY\n"
        "2026-02-01T08:00:00Z,deepseek-chat,1000000,0,2,\n"
    )
    done = run(path)
    assert "2 rows in = 1 priced + 1 not priced" in done.stdout
    assert "note: 'deepseek-chat' taken as deepseek-cn/deepseek-chat because billed in CNY" in (
        done.stdout
    )
    assert "1 rows: 'deepseek-chat' is sold by 2 providers" in done.stdout
    done = run(path, "--seller", "deepseek-intl", "--strict")
    assert "assumed: every row is taken as sold by deepseek-intl" in done.stdout
    assert "because billed in" not in done.stdout
    # 2 × 1,000,000 tokens at 0.28 dollars a million
    assert total(run(path, "--seller", "deepseek-intl", "--json")) == 2 * Fraction("0.28")


def test_a_log_is_moved_as_a_whole(log):
    done = run(log, "--start", "2026-09-30T09:00Z", "--by", "day", "--json")
    days = [group["day"] for group in json.loads(done.stdout)["groups"]]
    assert days == ["2026-09-30"]


def test_a_trace_is_compared_on_offers_without_a_model(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2026-10-16 18:15:46.68,1000,100\n")
    found = json.loads(run(path, "--on", "openai/gpt-5", "--on", "gpt-5-nano", "--json").stdout)
    there = found["would_have_cost"]
    assert [row["offer"] for row in there["ranked"]] == ["openai/gpt-5-nano", "openai/gpt-5"]
    assert Decimal(there["ranked"][1]["list_cost"]) == Decimal("0.00225")


def test_what_it_would_have_cost_stands_beside_what_it_cost(log):
    done = run(log, "--on", "openai/gpt-5-nano", "--on", "moonshot-cn/moonshot-v1-8k",
               "--tokens", "1.1", "--tokens", "openai=0.9/0.8", "--cached", "50%")  # fmt: skip
    text = done.stdout
    assert "what these 400 rows would have cost, charges and tax included:" in text
    assert "assumed: input tokens × 1.1, output tokens × 1.1" in text
    assert "assumed: 50 % of the input is read from a cache" in text
    assert "its own assumptions: input tokens × 0.9, output tokens × 0.8" in text
    assert "not served: moonshot-cn/moonshot-v1-8k: 9" in text
    assert any("as it ran" in line for line in text.splitlines())


def test_beyond_a_dozen_reasons_their_number_is_told(tmp_path):
    rows = [(*ROWS[0][:1], f"nobody/model-{n}", *ROWS[0][2:]) for n in range(15)]
    lines = run(write_log(tmp_path / "log.csv", rows)).stdout.splitlines()
    told = [line for line in lines if line.startswith(" not priced: ")]
    assert len(told) == 13
    assert told[-1] == " not priced: 3 more reasons (--json has all)"


def test_a_log_that_nobody_serves_is_in_no_place(tmp_path):
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2026-10-16 18:15:46.68,500000,100\n")
    lines = run(path, "--on", "openai/gpt-5").stdout.splitlines()
    start = lines.index("what these 1 rows would have cost, charges and tax included:")
    assert [line for line in lines[start + 1 :] if not line.startswith("assumed: ")] == [
        "not served: openai/gpt-5: 100 % of the requests exceed its context of 400,000 tokens"
    ]


def test_another_currency_is_asked_for(log):
    found = json.loads(run(log, "--currency", "CNY", "--fx", "7", "--json").stdout)
    assert Fraction(found["totals"]["CNY"]["cost"]) == looped(ROWS) * 7


def test_groups_are_written_as_csv_parquet_and_json(log, tmp_path):
    for kind in ("csv", "parquet", "json"):
        run(log, "--by", "model,tag", "--out", tmp_path / f"groups.{kind}")
    table = pq.read_table(tmp_path / "groups.parquet")
    assert sum(map(Fraction, table["cost"].to_pylist())) == looped(ROWS)
    parts = [name for name in table.column_names if name.endswith("_cost")]
    assert all(row["cost"] == sum(row[part] for part in parts) for row in table.to_pylist())
    lines = (tmp_path / "groups.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("model,tag,currency,cost,low,high,doubtful,rows,input_tokens")
    assert len(lines) == 1 + len(table)
    assert json.loads((tmp_path / "groups.json").read_text("utf-8"))["rows_in"] == 400


def test_rows_are_written_each_with_its_cost(log, tmp_path):
    run(log, "--rows", "--out", tmp_path / "rows.parquet")
    table = pq.read_table(tmp_path / "rows.parquet")
    assert [Fraction(cost) for cost in table["list_cost"].to_pylist()] == [
        looped([row]) for row in ROWS
    ]


def test_a_focus_file_is_written_beside(log, tmp_path):
    run(log, "--focus", tmp_path / "focus.parquet")
    table = pq.read_table(tmp_path / "focus.parquet")
    assert sum(map(Fraction, table["ListCost"].to_pylist())) == looped(ROWS)


def test_formula_looking_labels_are_harmless_in_a_spreadsheet(tmp_path):
    path = write_log(tmp_path / "log.csv", [(*ROWS[0][:5], "=1+1")])
    run(path, "--by", "tag", "--out", tmp_path / "groups.csv")
    assert (tmp_path / "groups.csv").read_text("utf-8-sig").splitlines()[1].startswith("'=1+1,")


def test_a_bill_without_token_counts_says_where_it_belongs(tmp_path):
    (tmp_path / "bill.csv").write_text(
        "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,"
        "list_price_usd,cost_type,inference_geo,speed\n"
        "2026-10-01,Claude Sonnet 4.5,w,k,message,<= 200k,input_no_cache,1.23,1.23,token,,\n"
    )
    done = run(tmp_path / "bill.csv", "--as", "anthropic-cost")
    assert "tokenfare reconcile sets them beside the usage" in done.stderr
    assert done.stdout.startswith("0 rows in = 0 priced + 0 not priced")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--by", "modle"], "cannot group by 'modle'; did you mean 'model'"),
        (["--rows"], "--rows writes every row: say where with --out rows.parquet"),
        (["--out", "x.xlsx"], "--out x.xlsx: write .csv, .parquet, .json, or a folder: out/"),
        (["--out", "x.json", "--rows"], "--out x.json: write .csv, .parquet, or a folder: out/"),
        (["--engine", "spark", "--out", "out/"], "parts of files are kept by DuckDB alone: give"),
        (["--memory", "lots"], "'lots' is not an amount of memory such as 500MB or 2GB"),
        (["--engine", "dask"], "--engine is duckdb or spark, not 'dask'"),
        (["--master", "local[2]"], "add --engine spark"),
        (["--on", "openai/gpt-5", "--cached", "2"], "cached is from 0 to 1, not 2"),
        (["--on", "openai/gtp-5"], "gpt-5"),
        (["--model", "gtp-5"], "gpt-5"),
        (["--seller", "opnai"], "no provider is called 'opnai'; did you mean 'openai'"),
        (["--start", "soon"], "'soon' is not a time such as 2026-11-20T09:00+08:00"),
    ],
)
def test_a_wrong_call_says_what_to_write(words, told, log):
    with pytest.raises(PricingError) as error:
        run(log, *words)
    assert told in str(error.value)


def test_assumptions_without_another_offer_are_refused(log):
    done = run(log, "--cached", "50%", code=2)
    assert "--on" in done.stderr
