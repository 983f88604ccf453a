"""A log with some garbage loses none of its good rows, and says what is wrong with the others."""

from __future__ import annotations

import json
import random

import pytest

from calculator import fit_workload, price_log, reprice
from calculator.logs import read_log
from calculator.reconcile import reconcile

HEADER = "at,provider,model,input_tokens,output_tokens,reasoning_tokens,key"
DAMAGED = {
    "no_time": "yesterday,openai,gpt-5,10,20,5,k",
    "no_model": "2026-02-01T00:00:00Z,openai,,10,20,5,k",
    "unreadable:input_tokens": "2026-02-01T00:00:00Z,openai,gpt-5,many,20,5,k",
    "unreadable:output_tokens": "2026-02-01T00:00:00Z,openai,gpt-5,10,20.5,5,k",
    "missing:input_tokens": "2026-02-01T00:00:00Z,openai,gpt-5,,20,5,k",
    "too_few_cells": "2026-02-01T00:00:00Z,openai,gp",
    "too_many_cells": "2026-02-01T00:00:00Z,openai,gpt-5,10,20,5,k,more,and more",
}


def good(number: int) -> str:
    stamp = f"2026-02-{number // 200 % 28 + 1:02d}T{number % 24:02d}:00:00Z"
    return f"{stamp},openai,gpt-5,{1_000 + number},{20 + number % 7},{number % 3},team"


def with_garbage(rows: int, garbage: list[str]) -> tuple[list[str], dict[int, str]]:
    """Good lines with others in between, and the lines in the file on which those stand."""
    rng = random.Random("garbage")
    lines = [good(number) for number in range(rows)]
    for line in garbage:
        lines.insert(rng.randrange(len(lines)), line)
    return lines, {n: line for n, line in enumerate(lines, 2) if line in garbage}


def counted(log) -> tuple[int, int]:
    sums = log.relation.filter("reject IS NULL").aggregate("count(*), sum(input_tokens)")
    return sums.fetchall()[0]


@pytest.mark.parametrize("quick", [False, True])
def test_every_good_row_is_kept_and_every_bad_line_is_named(tmp_path, quick):
    lines, places = with_garbage(5_000, list(DAMAGED.values()) * 7)
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv", quick=quick) as log:
        assert counted(log) == (5_000, sum(1_000 + n for n in range(5_000)))
        assert {kind.code: kind.rows for kind in log.rejected} == dict.fromkeys(DAMAGED, 7)
        told = {kind.code: kind.examples for kind in log.rejected}
    uncut = ("too_few_cells", "too_many_cells")
    for code in (*uncut, "unreadable:input_tokens") if quick else uncut:
        numbers = [int(place.rpartition(":")[2]) for place in told[code]]
        assert [places[number] for number in numbers] == [DAMAGED[code]] * 3
    assert all("yesterday" not in place for places in told.values() for place in places)


def test_the_rows_that_a_pass_could_not_cut_or_read_are_counted_after_it(tmp_path):
    unread = "unreadable:input_tokens"
    lines, _ = with_garbage(1_000, [DAMAGED["too_few_cells"], DAMAGED[unread]])
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv", quick=True) as log:
        assert log.left_out() == ()
        assert counted(log)[0] == 1_000
        assert [(kind.code, kind.rows) for kind in log.left_out()] == [
            ("too_few_cells", 1),
            (unread, 1),
        ]


def test_a_thousand_bad_rows_are_enough_to_look_for_examples_in(tmp_path):
    bad = {"a": [DAMAGED["no_time"]] * 1_000, "b": [*[DAMAGED["no_time"]] * 3, DAMAGED["no_model"]]}
    for name, lines in bad.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([HEADER, good(1), *lines]) + "\n")
    with read_log([tmp_path / "a.csv", tmp_path / "b.csv"]) as log:
        assert [(kind.code, kind.rows, kind.examples) for kind in log.rejected] == [
            ("no_time", 1_003, tuple(f"{tmp_path}/a.csv row {n}" for n in (2, 3, 4))),
            ("no_model", 1, ()),
        ]


@pytest.mark.parametrize("lines_after", [0, 1, 500])
def test_a_line_cut_off_inside_quotation_marks_swallows_nothing(tmp_path, lines_after):
    quoted = [f'2026-02-01T00:00:00Z,openai,"gpt-5",{n},1,0,"a, b"' for n in range(400)]
    lines = [*quoted, '2026-02-01T00:00:00Z,openai,"gp', *quoted[:lines_after]]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log)[0] == 400 + min(lines_after, 400)
        (kind,) = log.rejected
        assert (kind.code, kind.rows) == ("open_quote", 1)
        assert kind.examples == (f"{tmp_path}/log.csv:402",)


def test_a_damaged_byte_costs_its_own_line_whatever_column_it_is_in(tmp_path):
    lines = [f"2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,key".encode() for n in range(100)]
    lines[7] = lines[7].replace(b"key", b"k\xffy")
    lines[9] = lines[9].replace(b"2026", b"20\xff6")
    (tmp_path / "log.csv").write_bytes(b"\n".join([HEADER.encode(), *lines]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (98, sum(range(100)) - 7 - 9)
        assert [(k.code, k.rows, k.examples) for k in log.rejected] == [
            ("not_utf8", 2, (f"{tmp_path}/log.csv:9", f"{tmp_path}/log.csv:11"))
        ]


def test_letters_after_a_closing_quotation_mark_cost_their_own_line(tmp_path):
    lines = [f'2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,"客服 ""甲"""' for n in range(100)]
    lines[7] += "号"
    lines[9] = '2026-02-01T00:00:00Z,openai,"gpt ""-5"""号,10'
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (98, sum(range(100)) - 7 - 9)
        assert [(k.code, k.rows, k.examples) for k in log.rejected] == [
            ("open_quote", 2, (f"{tmp_path}/log.csv:9", f"{tmp_path}/log.csv:11"))
        ]


@pytest.mark.parametrize("more", [[], ['2026-02-01T00:00:00Z,openai,gpt-5,7,1,0,"甲"']])
def test_such_a_line_after_one_that_is_cut_off_costs_itself_too(tmp_path, more):
    good = [f'2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,"a"' for n in range(5)]
    cut = ['2026-02-01T00:00:00Z,openai,"gp', '2026-02-01,"gpt ""-5"""号,10']
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *good, *cut, *more]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (5 + len(more), sum(range(5)) + 7 * len(more))
        assert [(k.code, k.rows, k.examples) for k in log.rejected] == [
            ("open_quote", 2, (f"{tmp_path}/log.csv:7", f"{tmp_path}/log.csv:8"))
        ]


def test_a_whole_line_with_such_letters_after_one_that_is_cut_off_costs_itself_too(tmp_path):
    good = [f'2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,"a"' for n in range(5)]
    cut = ['2026-02-01T00:00:00Z,openai,"gp', '2026-02-01T00:00:00Z,openai,gpt-5,7,1,0,"甲"号']
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *good, *cut, *good]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (10, 2 * sum(range(5)))
        assert [(k.code, k.rows, k.examples) for k in log.rejected] == [
            ("open_quote", 2, (f"{tmp_path}/log.csv:7", f"{tmp_path}/log.csv:8"))
        ]


def test_quotation_marks_within_a_cell_are_letters(tmp_path):
    lines = [f'2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,他说"你好"了' for n in range(100)]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (100, sum(range(100)))
        assert log.rejected == ()


def test_a_header_cut_off_inside_quotation_marks_swallows_no_row(tmp_path):
    lines = [f"2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,k" for n in range(100)]
    (tmp_path / "log.csv").write_text("\n".join([HEADER.replace("key", '"key'), *lines]))
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (100, sum(range(100)))


def test_cells_of_several_lines_are_no_garbage(tmp_path):
    body = '"{\n ""messages"": [],\n ""n"": 1\n}"'
    lines = [f"2026-02-01T00:00:00Z,openai,gpt-5,{n},1,0,{body}" for n in range(50)]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv") as log:
        assert counted(log) == (50, sum(range(50)))
        assert log.rejected == ()


def test_json_lines_with_garbage_keep_every_good_line(tmp_path):
    usage = {"prompt_tokens": 10, "completion_tokens": 2}
    fine = [{"created": 1_770_000_000 + n, "model": "gpt-5", "usage": usage} for n in range(3_000)]
    lines = [json.dumps(record) for record in fine]
    lines[100:100] = ['{"created": 1770000000, "model": "gpt', "", "[1, 2]", '"text"', "\x00\x01"]
    lines.append(json.dumps({"created": "soon", "model": "gpt-5", "usage": usage}))
    lines.append(json.dumps({"created": 1_770_000_000, "model": "gpt-5", "usage": "none"}))
    (tmp_path / "log.jsonl").write_text("\n".join(lines))
    with read_log(tmp_path / "log.jsonl") as log:
        assert counted(log) == (3_000, 30_000)
        rejected = {kind.code: (kind.rows, kind.examples) for kind in log.rejected}
    path = tmp_path / "log.jsonl"
    assert rejected["not_json"] == (2, (f"{path}:101", f"{path}:105"))
    assert rejected["no_time"] == (3, (f"{path}:103", f"{path}:104", f"{path}:3006"))
    assert rejected["missing:input_tokens"] == (1, (f"{path}:3007",))


def test_impossible_counts_and_dates_come_through_for_the_engine_to_refuse(tmp_path):
    lines = [
        "1970-01-01T00:00:00Z,openai,gpt-5,10,20,5,k",
        "2026-02-01T00:00:00Z,openai,gpt-5,-10,20,5,k",
        "2026-02-01T00:00:00Z,openai,gpt-5,10,20,50,k",
    ]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv") as log:
        asked = '"at", input_tokens, output_tokens, reasoning_tokens, reject'
        found = sorted(log.relation.project(asked).fetchall())
    second = 1_769_904_000
    assert found == [
        (0, 10, 20, 5, None),
        (second, -10, 20, 5, None),
        (second, 10, 20, 50, None),
    ]


def test_parts_that_do_not_add_up_to_the_stated_total_are_refused(tmp_path):
    def answer(total: int) -> str:
        counts = {"promptTokenCount": 10, "candidatesTokenCount": 2, "thoughtsTokenCount": 5}
        usage = counts | {"totalTokenCount": total}
        return json.dumps({"createTime": "2026-02-01T00:00:00Z", "usageMetadata": usage,
                           "modelVersion": "gemini-2.5-flash"})  # fmt: skip

    (tmp_path / "g.jsonl").write_text("\n".join([answer(17), answer(12), answer(17)]))
    with read_log(tmp_path / "g.jsonl") as log:
        assert counted(log)[0] == 2
        (kind,) = log.rejected
        assert (kind.code, kind.examples) == ("not_a_sum", (f"{tmp_path}/g.jsonl:2",))


@pytest.mark.parametrize("cell", ["9" * 18, "9" * 40, "1e400", "-9223372036854775808", "0x10"])
def test_no_number_however_large_stops_the_reading(tmp_path, cell):
    rows = [f"2026-02-01T00:00:00Z,openai,gpt-5,{n},20,5,k" for n in (1, cell, 2)]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    with read_log(tmp_path / "log.csv") as log:
        found = log.relation.filter("input_tokens IN (1, 2)").fetchall()
    assert len(found) == 2


@pytest.mark.parametrize("quick", [False, True])
def test_a_row_is_counted_in_the_file_and_not_among_those_that_could_be_cut(tmp_path, quick):
    lines = [good(n) for n in range(30)]
    for row, code in ((3, "no_model"), (5, "too_few_cells"), (6, "unreadable:input_tokens")):
        lines[row - 1] = DAMAGED[code]
    for row, code in ((9, "no_model"), (12, "too_many_cells"), (20, "no_model")):
        lines[row - 1] = DAMAGED[code]
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    with read_log(tmp_path / "log.csv", quick=quick) as log:
        told = {kind.code: kind.examples for kind in log.rejected}
    assert told["no_model"] == tuple(f"{tmp_path}/log.csv row {row}" for row in (3, 9, 20))
    assert told["too_few_cells"] == (f"{tmp_path}/log.csv:6",)


CUT_OFF = ["2026-02-01T00:00:00Z,openai/gpt-5,1000,100", "2026-02-01T00:00:00Z,openai"]
NO_NUMBER = "2026-02-01T00:00:00Z,openai/gpt-5,many,100"


@pytest.mark.parametrize("quick", [False, True])
def test_whoever_counts_a_log_counts_the_lines_that_are_no_rows(tmp_path, quick):
    lines = ["at,model,input_tokens,output_tokens", *CUT_OFF, NO_NUMBER]
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n")
    with read_log(tmp_path / "log.csv", quick=quick) as log:
        priced, fitted = price_log(log), fit_workload(log)
        moved = reprice(log, ["openai/gpt-5-nano"])
    assert moved.actual.unpriced == priced.unpriced
    assert (priced.rows, priced.rows_priced, priced.is_floor) == (3, 1, True)
    assert {row.reason: row.rows for row in priced.unpriced} == {
        "the line has fewer cells than the header: it is cut off": 1,
        "input_tokens is not a whole number": 1,
    }
    assert (fitted.rows, fitted.left_out) == (1, {"could not be read": 2})


def test_a_bill_is_compared_with_what_was_billed_for_a_row_that_cannot_be_counted(tmp_path):
    header = "at,model,input_tokens,output_tokens,billed_amount,billed_currency"
    billed = [f"{CUT_OFF[0]},0.00225,USD", f"{NO_NUMBER},5.00,USD"]
    (tmp_path / "log.csv").write_text("\n".join([header, *billed]) + "\n")
    with read_log(tmp_path / "log.csv") as log:
        steps = [line.split() for line in str(reconcile(log)).splitlines()]
    assert ["├─", "rows", "without", "a", "price", "+$5.000000"] in steps
    assert ["billed", "$5.002250"] in steps
