from __future__ import annotations

import gc
from csv import writer
from datetime import date
from fractions import Fraction
from io import StringIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.workload_csv import MAX_BYTES, read_workload_csv, template_csv
from calculator.workload_csv.cells import COLUMNS
from pricing.errors import WorkloadError

HEADER = "name,requests_per_day,input_tokens,cached_share,output_tokens,reasoning_tokens\n"


def read(text: str, encoding: str = "utf-8"):
    return read_workload_csv(text.encode(encoding))


def problems(text: str) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.value) for p in read(text).problems]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_uploads_unchanged_without_a_complaint(language):
    upload = read(template_csv(language))
    assert (len(upload.workloads), upload.rejected, upload.problems) == (1, 0, ())
    job = upload.workloads[0]
    assert (job.requests, job.per, job.cached_share) == (20_000, "day", Fraction(3, 5))
    assert (job.output.mean, job.reasoning_tokens, job.growth) == (900, 600, Fraction(1, 20))
    assert job.thinking_level == "normal"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_read(encoding, separator):
    text = template_csv("zh").replace(",", separator)
    upload = read(text, encoding)
    assert upload.workloads[0].name == "客服机器人"
    assert upload.separator == separator


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"80,000"', 80_000),
        ("80 000", 80_000),
        ("80_000", 80_000),
        ("8万", 80_000),
        ("８００００", 80_000),
        ("80k", 80_000),
        ("80000.5", Fraction("80000.5")),
    ],
)
def test_numbers_are_read_as_people_write_them(cell, value):
    upload = read(HEADER + f"a,1,{cell},0,1,\n")
    assert upload.workloads[0].input.mean == value


@pytest.mark.parametrize(
    ("cell", "value"), [("40%", "2/5"), ("0.4", "2/5"), ("４０％", "2/5"), ("", "0")]
)
def test_shares_are_read_as_people_write_them(cell, value):
    upload = read(HEADER + f"a,1,1,{cell},1,\n")
    assert upload.workloads[0].cached_share == Fraction(value)


@pytest.mark.parametrize(
    "header",
    [
        "Name,Requests/day,Input,Cache hit rate,Output,Thinking tokens",
        "名称,日请求量,输入 Tokens,缓存命中率,输出,推理词元",
        "NAME,requests-per-day,Input_Tokens,Cached share,OUTPUT TOKENS,reasoning",
    ],
)
def test_header_names_are_forgiving(header):
    assert read(header + "\na,1,2,0.5,4,3\n").workloads[0].reasoning_tokens == 3


def test_every_problem_of_every_row_is_told_with_line_column_and_value():
    text = HEADER + "good,1,1,0,1,\nbad,many,-5,40,,\nbad2,1,1,150%,1,2\n\nlast,1,1,0,1,\n"
    upload = read(text)
    assert [job.name for job in upload.workloads] == ["good", "last"]
    assert (upload.rows, upload.rejected) == (4, 2)
    assert problems(text) == [
        (3, "requests_per_day", "many"),
        (3, "input_tokens", "-5"),
        (3, "cached_share", "40"),
        (3, "output_tokens", ""),
        (4, "cached_share", "150%"),
        (4, "reasoning_tokens", "2"),
    ]
    assert upload.problems[2].message == "a share is between 0 and 1: write 40% or 0.4"


def test_lines_are_counted_as_an_editor_counts_them():
    text = HEADER + '"two\nlines",1,1,0,1,\n\nbad,x,1,0,1,\n'
    assert problems(text) == [(5, "requests_per_day", "x")]


def test_an_unquoted_thousands_comma_is_guessed():
    upload = read(HEADER + "a,1,80,000,0,1,7\n")
    assert upload.problems[0].code == "too_many_cells"
    assert 'quotes ("80,000")' in upload.problems[0].message


def test_reasoning_beyond_the_output_names_the_rule():
    upload = read(HEADER + "a,1,1,0,100,101\n")
    assert "reasoning_tokens exceed output_tokens" in upload.problems[0].message


def test_a_start_month_and_a_number_of_months_are_read():
    header = HEADER.replace("\n", ",start,months\n")
    job = read(header + "a,1,1,0,1,,2026-12,3\n").workloads[0]
    assert (job.start, job.months) == (date(2026, 12, 1), 3)
    assert "write 2026-12" in read(header + "a,1,1,0,1,,soon,3\n").problems[0].message


def test_a_row_without_a_volume_says_which_columns_could_give_it():
    (problem,) = read(HEADER + "a,,1,0,1,\n").problems
    assert (problem.line, problem.column) == (2, "requests_per_day")
    assert "requests_per_month" in problem.message


def test_a_row_with_two_volumes_is_told_to_keep_one():
    text = HEADER.replace("\n", ",requests_per_month\n") + "a,1,1,0,1,,5\n"
    assert read(text).problems[0].code == "two_volumes"


def test_a_name_given_twice_says_where_first():
    assert (
        "stands on line 2 already" in read(HEADER + "a,1,1,0,1,\na,1,1,0,1,\n").problems[0].message
    )


def test_an_unknown_column_is_told_once_and_rejects_no_row():
    upload = read(HEADER.replace("\n", ",inptu_tokens_p95\n") + "a,1,1,0,1,,5\n")
    assert (len(upload.workloads), upload.rejected) == (1, 0)
    assert "did you mean input_tokens_p95" in upload.problems[0].message


def test_rejected_rows_come_back_corrected():
    upload = read(HEADER + "=cmd,x,1,0,1,\n")
    assert "'=cmd" in upload.rejected_rows
    again = read(upload.rejected_rows.replace(",x,", ",5,"))
    assert [job.name for job in again.workloads] == ["=cmd"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (HEADER.encode(), "a header and no rows"),
        (b"PK\x03\x04rest", "not a CSV file"),
        (b"MZ\x90\x00\x03", "not a CSV file"),
        (
            b"name,requests_per_day,input_tokens\na,1,2\n",
            "missing column: output_tokens; the header",
        ),
        (b"a,b\n1,2\n", "missing column: requests_per_day or requests_per_working_day"),
        (b"x" * (MAX_BYTES + 1), "larger than 20 MB"),
        (b"a,b\n\xff\xff,1\n", "characters cannot be read: save it as CSV .UTF-8. and try again"),
        (b"\xff\xfea", "characters cannot be read: save it as CSV .UTF-8. and try again"),
        ("\ufeff\ufeff".encode(), "not a readable CSV table: No columns to parse from file"),
    ],
)
def test_a_file_that_cannot_be_used_gets_one_clear_message(content, said):
    with pytest.raises(WorkloadError, match=said):
        read_workload_csv(content)


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(WorkloadError) as error:
        read_workload_csv(tmp_path / "none.csv")
    assert str(error.value) == f"{tmp_path}/none.csv: no such file"


@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_collected_afterwards_as_it_was_before(collecting):
    was = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        read(HEADER + "a,1,1,0,1,\n")
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize(
    ("growth", "message"),
    [
        ("-100%", "growth must be above -100 %"),
        ("-1", "growth must be above -100 %"),
        ("5", "growth per month: write 5% or 0.05"),
    ],
)
def test_a_growth_that_leaves_nothing_or_is_no_share_is_refused(growth, message):
    header = HEADER.replace("\n", ",growth\n")
    (problem,) = read(header + f"a,1,1,0,1,,{growth}\n").problems
    assert (problem.code, problem.message) == ("not_a_share", message)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(WorkloadError, match="larger than 20 MB"):
        read_workload_csv(path)


@pytest.mark.parametrize("cell", ['"1,5"', '"8,00"', '"80,0000"', "80.000", "8 00", "nan", "0x1"])
def test_a_number_that_could_be_misread_is_refused(cell):
    upload = read(HEADER + f"a,1,{cell},0,1,\n")
    assert [(p.column, p.code) for p in upload.problems] == [("input_tokens", "not_a_number")]


def test_a_row_far_wider_than_the_header_costs_no_other_row():
    upload = read(HEADER + "wide,1,80,000,0,1" + ",9" * 30 + "\ngood,1,1,0,1,\n")
    assert [job.name for job in upload.workloads] == ["good"]
    assert [(p.line, p.code) for p in upload.problems] == [(2, "too_many_cells")]


def test_a_row_with_too_many_cells_is_not_cut_to_fit_when_it_is_given_back():
    upload = read(HEADER + "a,1,80,000,0,1,7\n")
    again = read(upload.rejected_rows)
    assert [p.code for p in again.problems] == ["too_many_cells"]


def test_commas_at_the_end_of_a_row_are_no_cells():
    assert len(read(HEADER + "a,1,1,0,1," + "," * 30 + "\n").workloads) == 1


def test_blank_lines_before_the_header_are_counted_and_passed_over():
    assert problems("\n,,\n" + HEADER + "a,x,1,0,1,\n") == [(4, "requests_per_day", "x")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end):
    text = HEADER + '"two\nlines",1,1,0,1,\nbad,x,1,0,1,\n'
    assert problems(text.replace("\n", end)) == [(4, "requests_per_day", "x")]


def test_all_contradictions_of_a_row_are_told_at_their_columns():
    header = (
        "requests/day,input,input p95,cached,cache write,output,reasoning,batch,flex,priority\n"
    )
    assert problems(header + "1,100,50,60%,60%,10,11,60%,60%,\n") == [
        (2, "input p95", "50"),
        (2, "cache write", "60%"),
        (2, "flex", "60%"),
        (2, "reasoning", "11"),
    ]


@pytest.mark.parametrize(
    ("sizes", "column"),
    [
        ("100000001,,1", "input"),
        ("9,100000001,1", "input p95"),
        ("9,,5e12", "output"),
        ("1000,99000000,1", "input p95"),
    ],
)
def test_more_tokens_than_a_request_can_have_reject_their_row_alone(sizes, column):
    upload = read(f"requests,input,input p95,output\n1,{sizes}\n1,100000000,,1\n")
    assert [(p.line, p.column) for p in upload.problems] == [(2, column)]
    assert [job.input.mean for job in upload.workloads] == [100_000_000]


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=6),
    st.integers(-9, 10**20).map(str),
    st.sampled_from(["", "40%", "1万", "5e12", "1e-99", "2026-12", "-99.9%", "low", "1/3", "nan"]),
)


@given(st.lists(st.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4))
def test_no_row_whatever_stands_in_it_loses_the_rows_around_it(rows):
    written = StringIO()
    good = [{"name": "good", "output_tokens": "2", "input_tokens": "1"}.get(c, "") for c in COLUMNS]
    good[COLUMNS.index("requests_per_day")] = "3"
    writer(written).writerows([COLUMNS, good, *rows])
    upload = read_workload_csv(written.getvalue().encode("utf-8", "replace"))
    assert [job.name for job in upload.workloads][:1] == ["good"]


def test_problems_name_the_column_as_the_file_does():
    assert problems("日请求量,输入,输出\n1,2,\n,1,1\n") == [(2, "输出", ""), (3, "日请求量", "")]


def test_two_columns_of_one_meaning_are_refused():
    with pytest.raises(WorkloadError, match="two columns mean input_tokens: input and 输入"):
        read("requests,input,输入,output\n1,2,3,4\n")


def test_an_open_quotation_mark_is_named():
    with pytest.raises(WorkloadError, match="is opened and never closed"):
        read(HEADER + 'a,"1,1,0,1,\n')


def test_median_and_95th_percentile_make_a_distribution():
    job = read("requests,input,input p95,output\n1,9000,30000,1\n").workloads[0]
    assert (job.name, job.input.p50, job.input.p95) == ("row 2", 9_000, 30_000)


@pytest.mark.parametrize(
    ("cell", "level"),
    [("关", "off"), ("低", "low"), ("中", "normal"), ("HIGH", "high"), ("", None)],
)
def test_thinking_levels_are_read_in_both_languages(cell, level):
    job = read(f"requests,input,output,thinking_level\n1,1,1,{cell}\n").workloads[0]
    assert job.thinking_level == level


def test_words_that_pandas_takes_for_missing_are_names():
    upload = read(HEADER + "NA,1,1,0,1,\nnull,1,1,0,1,\n")
    assert [job.name for job in upload.workloads] == ["NA", "null"]


def test_formulas_in_the_header_are_made_inert_too():
    upload = read("requests,input,output,=HYPERLINK()\nx,1,1,\n")
    assert upload.rejected_rows == "requests,input,output,'=HYPERLINK()\nx,1,1,\n"


def test_a_header_that_begins_like_a_zip_file_is_read():
    assert len(read("PK,requests,input,output\n1,1,1,1\n").workloads) == 1


def test_an_open_file_and_a_path_are_read(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_text(template_csv(), "utf-8")
    with path.open("rb") as file:
        assert read_workload_csv(file) == read_workload_csv(path)


def test_a_hundred_thousand_rows_are_reported_in_seconds():
    rows = (
        f"w{i},{i % 977},{i % 5000},{'150%' if i % 2 else '40%'},800,10\n" for i in range(10**5)
    )
    text = HEADER + "".join(rows)
    began = process_time()
    upload = read(text)
    assert process_time() - began < 8
    assert (len(upload.workloads), upload.rejected) == (50_000, 50_000)


@pytest.mark.parametrize(("start", "again"), [(HEADER, "\n"), (HEADER.strip(), ",")])
def test_a_vast_table_in_a_small_file_is_refused_at_once(start, again):
    with pytest.raises(WorkloadError, match="larger than 10,000,000 cells"):
        read(start + again * 19_000_000)


def test_a_number_of_any_length_is_too_large_and_not_none():
    header = "name,requests_per_day,input_tokens,output_tokens"
    (problem,) = read_workload_csv(f"{header}\na,{'9' * 24},1,1\n".encode()).problems
    assert problem.message == "larger than 10^15: check the unit"
