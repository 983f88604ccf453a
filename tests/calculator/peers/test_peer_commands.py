"""`sheets compare-sources` and `sheets import`, as a user types them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.peers.compare import compare_sources
from calculator.peers.document import markdown
from calculator.peers.findings import EQUAL
from calculator.peers.words import ORDER
from pricing.catalog import default_catalog
from pricing.peers.installed import PACKAGES, read_peers
from pricing.sheets.sheet import read_sheet
from tests.peer_records import installed, peer_of, record

THEN = datetime(2026, 11, 23, 22, 14, tzinfo=UTC)
DIFY = "model: kimi-k2-thinking\nmodel_type: llm\npricing: {input: '0.004', output: '0.016', "


def run(*arguments: str):
    return CliRunner().invoke(app, ["sheets", *arguments])


@pytest.fixture
def dify(tmp_path):
    path = tmp_path / "moonshot" / "models" / "llm" / "kimi-k2-thinking.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DIFY + "unit: '0.001', currency: RMB}\n")
    return path


def test_a_model_is_set_beside_the_file_of_a_peer(dify):
    done = run("compare-sources", "moonshot-cn/kimi-k2-thinking", "--dify", str(dify))
    assert done.exit_code == 0
    assert "moonshot-cn/kimi-k2-thinking (CNY per million tokens)\n" in done.output
    assert "  dify moonshot/kimi-k2-thinking: 2 equal (input, output)\n" in done.output
    assert "    missing there: cache_read none against ¥1.00\n" in done.output


def test_json_has_every_rate_as_exact_text(dify):
    done = run("compare-sources", "moonshot-cn/kimi-k2-thinking", "--dify", str(dify), "--json")
    found = json.loads(done.stdout)
    [rate] = [r for r in found["rates"] if r["peer"] == "dify" and r["kind"] == "input"]
    assert (rate["theirs"], rate["ours"], rate["cause"]) == ("4", "4", "equal")
    assert found["missing_there"]["dify"] == []


def test_a_document_is_printed_on_request(dify):
    words = ["compare-sources", "moonshot-cn/kimi-k2-thinking", "--dify", str(dify)]
    done = run(*words, "--at", "2026-11-23T22:14:00", "--markdown")
    offer = default_catalog().offer("moonshot-cn/kimi-k2-thinking")
    assert done.stdout == markdown(
        compare_sources(read_peers(None, dify), [offer], at=THEN.replace(second=0))
    )


def test_a_provider_of_the_book_may_be_asked_for_alone(dify):
    done = run("compare-sources", "kimi-k2-thinking", "-p", "moonshot-cn", "--dify", str(dify))
    assert done.output.count("per million tokens)") == 1
    wrong = run("compare-sources", "--provider", "moonshot-ch")
    assert wrong.exit_code != 0
    assert "no sheet of provider 'moonshot-ch'; did you mean 'moonshot-cn'" in str(wrong.exception)


def test_peers_that_are_not_installed_are_one_line(monkeypatch, dify):
    monkeypatch.setattr("pricing.peers.installed.find_spec", lambda name: None)
    done = run("compare-sources", "moonshot-cn/kimi-k2-thinking", "--dify", str(dify))
    assert done.stderr == (
        "not installed: genai-prices, litellm, tokencost; to compare: "
        'pip install "tokenfare[peers]"\n'
    )
    assert done.exit_code == 0


def test_an_import_is_written_to_a_file_of_the_providers_name(dify, tmp_path):
    out = tmp_path / "my-moonshot.yaml"
    wanted = ["import", "dify", str(dify), "--provider", "my-moonshot", "--out"]
    done = run(*wanted, str(out))
    assert done.output.endswith("1 models from dify (" + str(dify) + "), 0 not carried over\n")
    sheet = read_sheet(out)
    assert sheet.currency == "CNY"
    assert (sheet.models["kimi-k2-thinking"].prices[0].input) == 4
    assert "is there already: a draft replaces no sheet" in str(run(*wanted, str(out)).exception)
    wrong = run(*wanted, str(tmp_path / "other.yaml"))
    assert "must be called my-moonshot.yaml, not other.yaml" in str(wrong.exception)


def test_an_import_without_a_file_is_printed(dify):
    done = run("import", "dify", str(dify), "--provider", "my-moonshot")
    assert done.output.startswith(
        "# yaml-language-server: $schema=../sheet.schema.json\n# DRAFT of"
    )


def test_the_document_counts_and_orders_by_money():
    theirs = peer_of(
        record("litellm", "openai/gpt-5", input="2", output="10"),
        record("litellm", "anthropic/claude-opus-4-5", input="5", output="70"),
    )
    text = markdown(compare_sources([theirs], at=THEN))
    assert "| litellm 1.0 | 2 | " in text
    dear, cheap = (
        text.index("output $70.00 against $25.00"),
        text.index("input $2.00 against $1.25"),
    )
    assert dear < cheap
    assert "**litellm** does not list these offers of ours:" in text


@pytest.mark.parametrize("name", PACKAGES)
def test_the_whole_book_beside_an_installed_peer(name):
    """Most rates agree, every difference has a known cause, and few are left unexplained."""
    report = compare_sources([installed(name)], at=THEN)
    causes = report.causes(name)
    assert set(causes) <= {EQUAL, *ORDER}
    assert causes[EQUAL] > causes.total() / 2
    assert causes["other"] < causes.total() / 10
    assert all(f.evidence for f in report.differences())
