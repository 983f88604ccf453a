"""A format is known by its header or keys; where it is not, the error says how to go on."""

from __future__ import annotations

import pytest

from calculator.logs import read_log
from calculator.logs.format import shipped_formats
from pricing.errors import LogError, SheetError

MAPPING = """\
schema: 1
id: ours
name: Our gateway
kinds: [csv]
time: {at: when, zone: Asia/Shanghai}
model: {column: deployment, values: {"prod-*": qwen-plus}}
provider: {fixed: alibaba-cn}
usage: {cached: beside_input, reasoning: beside_output}
counts:
  input_tokens: {column: kilo_in, times: 1000}
  output_tokens: answer
  cache_read_tokens: hit
  reasoning_tokens: thought
money: {billed: {column: fen, times: 0.01}, currency: {fixed: CNY}}
labels: {key: {column: secret, as: hash}}
secrets: [secret]
"""
LOG = """\
when,deployment,kilo_in,answer,hit,thought,fen,secret
2026-02-01 08:00:00,prod-a,1.5,20,100,30,123.4,sk-abc
2026-02-01 08:00:00,test,0.0005,20,100,,1,sk-abc
"""


def refused(path, **options) -> str:
    with pytest.raises((LogError, SheetError)) as error:
        read_log(path, **options)
    return str(error.value)


@pytest.fixture
def ours(tmp_path):
    (tmp_path / "log.csv").write_text(LOG)
    (tmp_path / "ours.yaml").write_text(MAPPING)
    return tmp_path


def test_an_unknown_file_shows_its_columns_the_nearest_format_and_how_to_go_on(tmp_path):
    (tmp_path / "x.csv").write_text("start_time,num_model_requests,model,tokens\n1,2,3,4\n")
    said = refused(tmp_path / "x.csv")
    assert "Columns found: start_time, num_model_requests, model, tokens." in said
    assert "The nearest format is openai-usage" in said
    assert "which also has input_cached_tokens" in said
    assert "--as" in said
    assert "--mapping" in said
    assert "docs/log-formats.md" in said


def test_an_unknown_json_file_shows_its_keys(tmp_path):
    (tmp_path / "x.json").write_text('[{"usageMetadata": {"promptTokenCount": 1}, "n": 2}]')
    said = refused(tmp_path / "x.json")
    assert "Keys found: usageMetadata, n." in said
    assert "The nearest format is gemini (Gemini responses), which also has createTime" in said


def test_a_secret_in_place_of_a_header_is_not_shown(tmp_path):
    (tmp_path / "x.csv").write_text("2026-02-01,sk-abcdefgh12345678,mei@example.com,4\n" * 2)
    said = refused(tmp_path / "x.csv")
    assert "Columns found: 2026-02-01, (hidden), (hidden), 4." in said


def test_a_file_that_may_be_two_formats_asks_which(tmp_path):
    both = "response_id,request_created_at,model,prompt_tokens,completion_tokens,response_status"
    other = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug"
    (tmp_path / "x.csv").write_text(f"{both},{other}\n" + "1," * 11 + "1\n")
    assert "this may be helicone or openrouter: say which with --as" in refused(tmp_path / "x.csv")


def test_a_name_of_a_file_decides_nothing(tmp_path):
    (tmp_path / "openrouter_activity.json").write_text(
        "date,model,input_tokens,output_tokens\n2026-02-01,gpt-5,1,1\n"
    )
    with read_log(tmp_path / "openrouter_activity.json") as log:
        assert [one.format for one in log.recognised] == ["plain"]


def test_a_format_asked_for_by_name_must_fit(ours):
    said = refused(ours / "log.csv", as_="helicone")
    assert "cannot be read as helicone (Helicone requests)" in said
    assert "it lacks response_id, request_created_at, model" in said
    assert "did you mean 'helicone'" in refused(ours / "log.csv", as_="helicon")


def test_a_mapping_of_ones_own_reads_what_no_format_knows(ours):
    with read_log(ours / "log.csv", mapping=ours / "ours.yaml") as log:
        (row,) = (
            log.relation.filter("reject IS NULL")
            .project(
                '"at", provider, model, input_tokens, output_tokens, cache_read_tokens, '
                "reasoning_tokens, CAST(billed_amount AS VARCHAR), billed_currency, key[1:4]"
            )
            .fetchall()
        )
        (rejected,) = log.rejected
    second = 1_769_904_000  # 2026-02-01 00:00 UTC is 08:00 in Shanghai
    assert row[:4] == (second, "alibaba-cn", "qwen-plus", 1_500 + 100)
    assert row[4:] == (20 + 30, 100, 30, "1.234000000000", "CNY", "key-")
    assert rejected.reason == "input_tokens is not a whole number"


def test_a_mapping_with_signs_stands_beside_the_shipped_formats(ours):
    signs = MAPPING + "recognised_by: [when, deployment, kilo_in]\n"
    (ours / "ours.yaml").write_text(signs)
    (ours / "plain.csv").write_text("date,model,input_tokens,output_tokens\n2026-02-01,m,1,1\n")
    with read_log(ours / "*.csv", mapping=ours / "ours.yaml") as log:
        assert [one.format for one in log.recognised] == ["ours", "plain"]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("kilo_in, times: 1000", "kilo_in, time: 1000"), 10, "unknown key 'time'"),
        (("answer", "5"), 11, "output_tokens"),
        (("zone: Asia/Shanghai", "zone: Asia/Beijing"), 5, "is not a time zone"),
        (("as: hash", "as: name"), 15, "a key or user is always hashed; map it as a tag"),
        (("  output_tokens: answer\n", ""), 9, "needs input_tokens and output_tokens"),
        (("{fixed: CNY}", "{fixed: CNY, column: x}"), 14, "say where it stands"),
        (("times: 0.01", "times: 0"), 14, "money.billed.times"),
        (("as: hash}}", "as: hash}, tag: secret}"), 15, "is among the secrets: write as: hash"),
        (("at: when", "at: when, origin: 2026-02-01"), 5, "origin and unit go together"),
        (("at: when", "at: when, unit: seconds"), 5, "origin and unit go together"),
        (("answer", "[]"), 11, "write a column's name, or a list of steps such as [usage, "),
        (("answer", "[a, {b: c, d: e}]"), 11, "a step is a name, or one key and its value"),
        (("labels:", "skip: [{column: a, because: b}]\nlabels:"), 15, "say one of is, is_not and"),
        (
            ("money: {billed: {", "holds: bill\nmoney: {listed: {"),
            15,
            "a bill needs money with billed",
        ),
    ],
)
def test_a_mistake_in_a_mapping_is_told_at_its_line(ours, change, line, said):
    (ours / "ours.yaml").write_text(MAPPING.replace(*change))
    told = refused(ours / "log.csv", mapping=ours / "ours.yaml")
    assert f"ours.yaml:{line}: " in told
    assert said in told


def test_a_format_and_a_mapping_exclude_each_other(ours):
    said = refused(ours / "log.csv", as_="plain", mapping=ours / "ours.yaml")
    assert "either a format (--as) or a mapping" in said


def test_what_the_user_says_wrong_is_told_before_a_file_is_read(ours):
    path = ours / "log.csv"
    assert refused(path, mapping=ours / "none.yaml") == f"{ours}/none.yaml:1: no such file"
    assert refused(path, currency="yuan") == "'yuan' is not a currency such as CNY or USD"
    assert refused(path, mapping=ours / "ours.yaml", timezone="Asia/Peking") == (
        "'Asia/Peking' is not a time zone such as Asia/Shanghai or UTC"
    )


def with_mapping(ours, *changes: tuple[str, str]):
    """The rows of the log, read with a changed mapping, that are sound."""
    text = MAPPING
    for change in changes:
        text = text.replace(*change)
    (ours / "ours.yaml").write_text(text)
    with read_log(ours / "log.csv", mapping=ours / "ours.yaml") as log:
        rows = log.relation.filter("reject IS NULL")
        return [dict(zip(rows.columns, values, strict=True)) for values in rows.fetchall()]


def test_an_empty_count_is_zero_where_the_mapping_says_so_and_nothing_otherwise(ours):
    absent = "reasoning_tokens: thought", "reasoning_tokens: absent"
    zero = absent[1], "reasoning_tokens: {column: absent, missing: zero}"
    assert [row["reasoning_tokens"] for row in with_mapping(ours, absent)] == [None]
    assert [row["reasoning_tokens"] for row in with_mapping(ours, absent, zero)] == [0]


def test_a_column_that_only_other_files_of_a_mapping_have_is_nothing(ours):
    counts = "  reasoning_tokens: thought", "  web_searches: {keys: {of: absent, like: ['*']}}"
    money = "{column: fen, times: 0.01}", "{sum: [absent, nowhere]}"
    (row,) = with_mapping(ours, counts, money)
    assert (row["web_searches"], row["billed_amount"], row["input_tokens"]) == (0, None, 1_600)


def test_a_unit_that_a_file_does_not_name_leaves_its_counts_as_they_are(tmp_path):
    (tmp_path / "ours.yaml").write_text(
        "schema: 1\nid: ours\nname: Ours\nkinds: [csv]\ntime: {at: time}\nmodel: model\n"
        "long:\n  meter: kind\n  count: amount\n"
        "  meters: {in: input_tokens, out: output_tokens}\n"
        "  unit: {column: unit, values: {kilotokens: 1000}}\n"
    )
    rows = "2026-02-01T08:00:00Z,m,in,12{0}\n2026-02-01T08:00:00Z,m,out,3{0}\n"
    (tmp_path / "a.csv").write_text("time,model,kind,amount\n" + rows.format(""))
    (tmp_path / "b.csv").write_text("time,model,kind,amount,unit\n" + rows.format(",kilotokens"))
    for name, times in (("a.csv", 1), ("b.csv", 1_000)):
        with read_log(tmp_path / name, mapping=tmp_path / "ours.yaml") as log:
            found = log.relation.project("input_tokens, output_tokens, reject").fetchall()
        assert found == [(12 * times, 3 * times, None)]


@pytest.mark.parametrize(("zone", "hours"), [("UTC", 0), ("Asia/Shanghai", 8)])
def test_times_may_count_from_midnight_of_a_day_in_the_zone_of_the_mapping(ours, zone, hours):
    (ours / "log.csv").write_text(LOG.replace("2026-02-01 08:00:00", "61.9"))
    counted = f"zone: {zone}, origin: 2026-02-01, unit: seconds"
    (row,) = with_mapping(ours, ("zone: Asia/Shanghai", counted))
    assert row["at"] == 1_769_904_000 - hours * 3_600 + 61


@pytest.mark.parametrize("form", shipped_formats().values(), ids=shipped_formats())
def test_every_shipped_format_can_be_told_from_its_signs_and_names_its_source(form):
    assert form.recognised_by
    assert form.source or form.id == "plain"
    for path in form.secrets:
        shown = [label for name, label in form.labels.items() if name == "tag" and not label.as_]
        assert all(path not in label.paths for label in shown)
