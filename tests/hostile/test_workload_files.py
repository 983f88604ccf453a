"""Files of workloads, scores and scenarios as strangers, spreadsheets and attackers write them."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from time import process_time

import pytest

from calculator.dashboard.limits import LINK
from calculator.dashboard.link import Known, decode
from calculator.dashboard.packed import from_json, pack
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.scenario_file import read_scenario
from calculator.quality.own_scores import read_scores
from calculator.workload_csv import MAX_PROBLEMS, read_workload_csv
from pricing.errors import WorkloadError

HEADER = "name,requests_per_day,input_tokens,output_tokens\n"
KNOWN = Known(frozenset(), frozenset(), frozenset())
NAUGHTY = (
    "undefined", "NULL", "None", "nan", "inf", "true", "1e309", "--", "' OR 1=1 --",
    "Robert'); DROP TABLE jobs;--", "{{7*7}}", "${jndi:ldap://x/a}", "$(rm -rf /)", "`id`", "%s%n",
    "../../etc/passwd", "C:\\\\nul", "<script>alert(1)</script>", "田中さんにあげて下さい", "ا̷ل",
    "\u202eright to left\u202c", "👩‍👩‍👧‍👦 🏳️‍🌈", "Z͑ͫA̴LGO", "ﬀ ﬃ", "\u2028line", "\ufffe",
    "İstanbul", "ß", "\U000e0001tag", "𝕿𝖍𝖊", "x" * 80,
)  # fmt: skip


def read(text):
    return read_workload_csv(text.encode("utf-8", "surrogatepass") if text else b"")


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_naughty_name_is_a_name_and_nothing_else(name):
    quoted = '"' + name.replace('"', '""') + '"'
    (job,) = read(f"{HEADER}{quoted},1000,500,100\n").workloads
    assert (job.requests, job.input.mean) == (1000, 500)
    assert decode({"jobs": pack((job,))}, KNOWN).scenario.own == (job,)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("a\nb", "a b"),
        ("\u202eabc\u202c", "abc"),
        ("a\x07b\x1b[0m", "a b [0m"),
        ("\u200b", "row 2"),
    ],
)
def test_signs_that_cannot_be_seen_are_taken_out_of_a_name(name, seen):
    (job,) = read(f'{HEADER}"{name}",1000,500,100\n').workloads
    assert job.name == seen


SHAPES = {
    "quotes in quotes": '"a ""b"" c",1,2,3\n',
    "a comma in quotes": '"a, b",1,2,3\n',
    "a line end in quotes": '"a\nb",1,2,3\n',
    "a line end of Windows in quotes": '"a\r\nb",1,2,3\r\n',
    "empty lines between": '\n\n"a",1,2,3\n\n\n',
    "numbers in quotes": 'a,"1","2","3"\n',
    "an empty first cell": ",1,2,3\n",
    "spaces around": " a , 1 , 2 , 3 \n",
    "no line end": "a,1,2,3",
    "commas at the end": "a,1,2,3,,,\n",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_shape_of_csv_is_one_row(shape, separator, encoding):
    text = (HEADER + SHAPES[shape]).replace(",", separator)
    upload = read_workload_csv(text.encode(encoding))
    (job,) = upload.workloads
    assert (job.requests, job.input.mean, job.output.mean) == (1, 2, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n,;\t\n" * 100_000, "empty|missing column"),
        (HEADER.encode("utf-32"), "not a CSV|cannot be read"),
        (HEADER.encode() + b"a\0b,1,2,3\n", "not a CSV file"),
        (f"{HEADER}a,1,2,3\0\n".encode("utf-16"), "not a CSV file"),
        (b"\x1f\x8b" + b"x" * 100, "missing column|cannot be read"),
        (HEADER.encode() + b'"' * 1_000_001, "never closed"),
        (HEADER.strip().encode() + b"," * 1_000_000 + b"\na,1,2,3\n", "larger than 200 columns"),
        ((",".join(f"c{n}" for n in range(10**6)) + "\n1\n").encode(), "larger than 200 columns"),
    ],
)
def test_what_is_no_table_of_workloads_is_refused_at_once(content, said):
    begun = process_time()
    with pytest.raises(WorkloadError, match=said) as found:
        read_workload_csv(content)
    assert process_time() - begun < 2
    assert len(str(found.value)) < 50_000


@pytest.mark.parametrize(
    "cell", ["-1", "1e400", "NaN", "inf", "9" * 100_000, "1/0", "0x10", "１e９９", "1,2,3", "=1+1"]
)
def test_no_number_that_nobody_means_gets_through(cell):
    upload = read(f'{HEADER}a,"{cell}",500,100\nb,1,2,3\n')
    assert [job.name for job in upload.workloads] == ["b"]
    (problem,) = upload.problems
    assert (problem.line, problem.column) == (2, "requests_per_day")
    assert len(problem.value) <= 201


@pytest.mark.parametrize(
    "day", ["0000-01", "9999-12", "10000-01", "2026-13", "-1-01", "2026-02-30"]
)
def test_a_start_outside_the_calendar_is_told(day):
    upload = read(f"{HEADER.strip()},start\na,1,2,3,{day}\n")
    assert len(upload.workloads) + upload.rejected == 1
    assert upload.rejected == (day != "9999-12")


def test_a_cell_of_a_million_characters_costs_its_row_only():
    upload = read(f"{HEADER}{'x' * 10**6},1,2,3\nb,1,2,3\n")
    assert [job.name for job in upload.workloads] == ["b"]
    assert [(p.code, len(p.value)) for p in upload.problems] == [("too_long", 201)]


def test_a_hundred_thousand_bad_rows_are_counted_and_the_first_are_told():
    upload = read(HEADER + "".join(f"w{n},x,2,3\n" for n in range(MAX_PROBLEMS + 5_000)))
    assert (upload.rejected, len(upload.problems), upload.untold) == (15_000, 10_000, 5_000)


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "=\n1"])
def test_no_formula_comes_back_among_the_rejected_rows(cell):
    upload = read(f'{HEADER}"{cell}",x,2,3\n')
    rows = list(csv.reader(io.StringIO(upload.rejected_rows)))
    assert not any(
        text.startswith(("=", "@", "+", "-", "\t", "\r")) for row in rows for text in row
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"m" + b",s" * 51 + b"\nx,1\n", "more than 50 columns"),
        (b"m,s\nx," + b"1" * 200_000 + b"\n", "no row of a CSV table"),
        (b"m,s\n" + b'"' * 300_001, "no row of a CSV table"),
        (b"m,s\n" + b"x,1\n" * 5_001, "1 to 5,000 rows"),
        (b"\r" * 10_000, "needs a column"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_table_of_scores_is_refused_in_words(content, said):
    with pytest.raises(WorkloadError, match=said):
        read_scores(content)


def test_scores_of_the_old_line_end_and_with_nul_are_read():
    assert read_scores(b"model,s\rGPT-5,71\r").scales[0].name == "s"
    assert read_scores(b"model,s\nGPT\0-5,-0.5\n").scales[0].name == "s"


JSONS = {
    "deep lists": "[" * 100_000,
    "deep and closed lists": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "digits": '[{"name": "x", "requests": ' + "9" * 100_000 + "}]",
    "digits as text": '[{"name": "x", "requests": "' + "9" * 100_000 + '"}]',
    "a vast denominator": '[{"name": "x", "requests": "1/' + "9" * 4_000 + '"}]',
    "a power": '[{"name": "x", "requests": "1e999999999"}]',
    "not a number": '[{"name": "x", "requests": NaN}]',
    "without end": '[{"name": "x", "requests": -Infinity}]',
    "1e400": '[{"name": "x", "requests": 1e400}]',
    "negative": '[{"name": "x", "requests": -5}]',
    "half a surrogate pair": '[{"name": "\\ud800", "requests": 1}]',
    "NUL": '[{"name": "a\\u0000b", "requests": 1}]',
    "right to left": '[{"name": "\\u202eabc", "requests": 1}]',
    "year 0": '[{"name": "x", "requests": 1, "start": "0000-01-01"}]',
    "very many": "[" + ",".join(['{"name":"x","requests":1}'] * 2_001) + "]",
    "a very long name": '[{"name": "' + "x" * 10**6 + '", "requests": 1}]',
}


@pytest.mark.parametrize("name", JSONS)
def test_workloads_that_nobody_has_are_refused_at_once(name):
    begun = process_time()
    with pytest.raises(WorkloadError) as found:
        from_json(JSONS[name].encode("utf-8", "surrogatepass"))
    assert process_time() - begun < 2
    assert len(str(found.value)) < 1_000


@pytest.mark.parametrize(
    "text", [JSONS["deep lists"], JSONS["deep objects"], "{" * 10**6, "\ud800"]
)
def test_a_scenario_file_that_is_none_is_refused_at_once(text):
    with pytest.raises(WorkloadError, match="no scenario file"):
        read_scenario(text.encode("utf-8", "surrogatepass"), KNOWN)


def test_a_scenario_file_beyond_its_size_is_refused_unread():
    with pytest.raises(WorkloadError, match="larger than 5 MB"):
        read_scenario(b"[" * 5_000_001, KNOWN)


@pytest.mark.parametrize("param", ["jobs", "w", "req", "o", "fx", "fd", "scores", "find", "price"])
def test_a_part_of_a_link_that_is_longer_than_a_link_is_not_looked_at(param):
    reading = decode({param: "a," * LINK}, KNOWN)
    assert reading.scenario == Scenario()


def test_a_row_for_each_of_a_hundred_odd_numbers_is_exact():
    text = HEADER + "".join(f"w{n},{n}.{n:02d},2,3\n" for n in range(100))
    assert sum(job.requests for job in read(text).workloads) == Fraction(
        sum(100 * n + n for n in range(100)), 100
    )


def test_json_is_what_python_and_pydantic_both_read():
    assert from_json(json.dumps([{"name": "x", "requests": "7/2"}]).encode())[0].requests == (
        Fraction(7, 2)
    )
