"""What commands say of what a user gets wrong, and their other forms: JSON, another currency."""

from __future__ import annotations

import json
import socket

import pytest
from typer.testing import CliRunner, Result

from calculator.cli import app
from pricing.catalog import default_catalog
from pricing.errors import PricingError
from tests.sheet_text import write_sheet

WORKLOADS = "name,requests_per_day,input_tokens,output_tokens\n"
FX = """\
schema: 1
source: {status: community, url: "https://example.org/rates", retrieved: 2026-10-02}
rates: {USD/CNY: {2026-03-01: 8}}
"""


def run(*words: str, code: int = 0) -> Result:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == code, done.output
    return done


def told(*words: str) -> str:
    """The error of ours that ends a command."""
    done = run(*words, code=1)
    assert isinstance(done.exception, PricingError)
    return str(done.exception)


def flat(done: Result) -> str:
    """What a wrong call says, out of its frame."""
    return " ".join(done.stderr.replace("│", " ").split())


def test_offers_are_json_on_request():
    (row,) = json.loads(run("models", "openai/gpt-5-nano", "--json").stdout)
    offer = default_catalog().offer("openai/gpt-5-nano")
    assert row == {
        "offer": "openai/gpt-5-nano",
        "name": offer.name,
        "currency": "USD",
        "thinking": offer.thinking,
        "service tiers": ", ".join(offer.service_tiers),
        "status": offer.status,
    }
    assert run("models", "nothing-like-it", "--json", code=1).stdout == "[]\n"


def test_an_audit_is_json_on_request_or_in_another_currency():
    first, second, *_ = json.loads(run("audit", "--json").stdout)
    assert (first["sourced"], first["sourced_currency"]) == (
        ["4.000000000000", "16.000000000000"],
        "CNY",
    )
    assert second["sourced_currency"] == "USD"
    lines = run("audit", "--currency", "CNY", "--fx", "7").stdout.splitlines()
    # 0.60 and 2.50 dollars; the first is in yuan already
    shown = [line for line in lines if "sourced in" in line]
    assert shown[0] == "  sourced in CNY: ¥4.20 / ¥17.50, 1 USD = 7 CNY (fixed by you)"
    assert len(shown) == sum(line.startswith("  source ") for line in lines) - 1


def test_exchange_rates_may_stand_in_a_file(tmp_path):
    (tmp_path / "fx.yaml").write_text(FX)
    words = ["price", "openai/gpt-5", "-i", "1000000", "-o", "0", "--at", "2026-03-01"]
    done = run(*words, "--currency", "CNY", "--fx", str(tmp_path / "fx.yaml"), "--json")
    # 1.25 dollars at 8 yuan
    assert json.loads(done.stdout)["billed"]["total"] == "10.000000000000"


def test_a_preset_that_is_none_is_told_with_those_there_are():
    said = told("compare", "-w", "suport-bot")
    assert said.startswith("no preset is called 'suport-bot' (there are ")
    assert said.endswith("; did you mean 'support-bot' or 'support-bot-thinking'?")


def test_rows_of_a_workload_file_that_cannot_be_used_are_named(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text(WORKLOADS + "good,10,1000,100\nbad,many,1000,100\n")
    words = ["compare", "openai/gpt-5-nano", "--start", "2026-11", "-w", str(path), "--json"]
    done = run(*words)
    # 300 requests in November of 1,000 × 0.05 + 100 × 0.4 dollars a million
    assert json.loads(done.stdout)["ranked"][0]["total"] == "0.027000000000"
    problem, counts = done.stderr.splitlines()[:2]
    assert problem.startswith(f"{path}:3: requests_per_day 'many': ")
    assert counts == "2 rows read (utf-8): 1 ready, 1 rejected"


def test_a_workload_file_of_nothing_but_problems_is_refused(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text(WORKLOADS + "bad,many,-1,x\n" * 5_000)
    done = run("compare", "-w", str(path), code=1)
    assert str(done.exception) == f"{path}: no row can be used"
    lines = done.stderr.splitlines()
    shown = [line for line in lines if line.startswith(f"{path}:")]
    more, counts = lines[-2:]
    assert more == f"{path}: {3 * 5_000 - (len(shown) - 1):,} more problems"
    assert counts == "5000 rows read (utf-8): 0 ready, 5000 rejected"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["sheets", "parity", "--dollar-vat", "six"],
            "'six' is not a number of per cent such as -10%",
        ),
        (["report", "out.html", "--language", "fr"], "'fr' is none of en, zh"),
        (
            ["waterfall", "openai/gpt-5"],
            "name a second offer, --to-month or --to-workload",
        ),
        (["shift", "--to", "noon"], "Invalid value for --to: 'noon' is neither batch nor off_peak"),
    ],
)
def test_a_wrong_call_says_what_to_write(words, said):
    assert said in flat(run(*words, code=2))


def test_a_model_that_was_not_sold_on_both_lists_is_not_compared():
    words = ["sheets", "parity", "deepseek-chat", "--at", "2026-11-24"]
    assert run(*words).stdout.splitlines()[-1] == (
        "  no comparison: deepseek-cn/deepseek-chat has no price on 2026-11-24: it was last sold "
        "on 2026-07-24"
    )


def test_lists_that_cost_the_same_at_the_rate_of_the_day_say_so():
    words = ["sheets", "parity", "alibaba-cn/qwen3.5-plus", "--at", "2026-11-24", "--fx", "2"]
    # 10,000 in at 0.8 and 2,000 out at 4.8 yuan; at 0.4 and 2.4 dollars
    assert run(*words).stdout.splitlines()[-1] == (
        "  the mix costs ¥0.017600 = $0.008800 on the yuan list, $0.008800 on the other: both cost "
        "the same"
    )


def test_a_mix_that_a_model_cannot_run_has_no_verdict_in_the_summary():
    words = ["sheets", "parity", "--at", "2026-11-24", "--reasoning", "1000"]
    lines = run(*words).stdout.splitlines()
    (most,) = (line for line in lines if line.startswith("alibaba-cn/qwen-max "))
    assert most.split()[-2:] == ["—", "—"]


def test_a_history_shows_a_dash_where_a_thing_has_no_price_in_a_service_tier(tmp_path):
    sheet = write_sheet(
        tmp_path,
        """
        m:
          thinking: not_applicable
          prices:
            - from: 2026-01-01
              input: 4
              output: 16
              service_tiers:
                batch: {multiply: 0.5, fees: {web_search: {price: 10, per: 1_000}}}
        """,
    )
    lines = run("sheets", "history", "demo/m", "--sheets", str(sheet)).stdout.splitlines()
    rows = [line.split() for line in lines if "¥" in line]
    assert rows == [["¥4.00", "¥16.00", "—"], ["batch", "¥2.00", "¥8.00", "¥10.00"]]


@pytest.mark.parametrize("command", ["compare", "forecast openai/gpt-5-mini"])
@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "abc"])
def test_what_is_no_exchange_rate_is_refused(command, rate):
    said = told(*command.split(), "--workload", "rag", f"--fx={rate}")
    assert said.startswith(f"--fx {rate}: ")
    assert said.endswith("such as 7.10")


def test_a_port_that_is_taken_is_said_before_the_address():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = told("dashboard", "--no-browser", "--port", str(port))
    assert said.startswith(f"127.0.0.1:{port} cannot be listened on")
    for number in ("0", "-1", "65536"):
        assert run("dashboard", "--no-browser", f"--port={number}", code=2)
