"""Times, numbers and amounts as people and programs write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from calculator.logs import read_log

SECOND = 1_769_932_800  # 2026-02-01 08:00 UTC
DAY = 86_400


def read(tmp_path, header: str, *rows: str, **options):
    (tmp_path / "log.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with read_log(tmp_path / "log.csv", **options) as log:
        columns = log.relation.columns
        return [dict(zip(columns, row, strict=True)) for row in log.relation.fetchall()]


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize(
    "written",
    [
        "2026-02-01T08:00:00Z",
        "2026-02-01T16:00:00+08:00",
        "2026-02-01 16:00:00+08",
        "2026-02-01 16:00:00 +0800",
        "2026-02-01T16:00:00 +08:00",
        "2026-02-01 08:00:00.999 UTC",
        "2026-02-01 08:00",
        "2026/2/1 8:00",
        "1769932800",
        "1769932800123",
        "1769932800123456",
        "1769932800123456789",
        "2026年2月1日 08:00",
        " 2026-02-01 08:00:00 ",
        "1769932800.999",
        "1769932800123.9",
    ],
)
def test_an_instant_is_read_as_it_is_written(tmp_path, written, more):
    rows = [f"{written},m,1,1", *["2026-02-01T08:00:00Z,m,1,1"] * more]
    found = read(tmp_path, "time,model,input_tokens,output_tokens", *rows)
    assert [(row["at"], row["until"], row["requests"]) for row in found] == [(SECOND, None, 1)] * (
        1 + more
    )


@pytest.mark.parametrize(
    ("written", "days"),
    [("2026-02-01", 1), ("20260201", 1), ("2026/2/1", 1), ("2026年2月1日", 1), ("2026-02", 28)],
)
@pytest.mark.parametrize(("zone", "begins"), [("UTC", 0), ("Asia/Shanghai", -8 * 3_600)])
def test_a_day_or_month_is_a_period_in_its_zone_of_unknown_requests(
    tmp_path, written, days, zone, begins
):
    row = f"{written},m,1,1"
    (found,) = read(tmp_path, "date,model,input_tokens,output_tokens", row, timezone=zone)
    start = SECOND - 8 * 3_600 + begins
    assert (found["at"], found["until"]) == (start, start + days * DAY)
    assert found["requests"] is None


def test_a_day_is_as_long_as_its_zone_makes_it(tmp_path):
    header = "date,model,input_tokens,output_tokens"
    spring, autumn = read(
        tmp_path, header, "2026-03-29,m,1,1", "2026-10-25,m,1,1", timezone="Europe/Berlin"
    )
    assert [row["until"] - row["at"] for row in (spring, autumn)] == [23 * 3_600, 25 * 3_600]


def test_a_zone_is_for_times_without_an_offset_only(tmp_path):
    header = "time,model,input_tokens,output_tokens"
    rows = ["2026-02-01 16:00:00,m,1,1", "2026-02-01T08:00:00Z,m,1,1"]
    found = read(tmp_path, header, *rows, timezone="Asia/Shanghai")
    assert [row["at"] for row in found] == [SECOND, SECOND]


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("80000", 80_000),
        ("80000.0", 80_000),
        ('"80,000"', 80_000),
        ('"1,234,567"', 1_234_567),
        ("8e4", 80_000),
        (" 80000 ", 80_000),
        ("999999999999999", 10**15 - 1),
    ],
)
def test_a_count_is_read_as_it_is_written(tmp_path, written, count):
    header = "time,model,input_tokens,output_tokens"
    (found,) = read(tmp_path, header, f"2026-02-01T08:00:00Z,m,{written},1")
    assert (found["input_tokens"], found["reject"]) == (count, None)


@pytest.mark.parametrize("written", ["80.5", '"8,0"', "1000000000000000", "8万", "0.01"])
def test_what_is_no_whole_number_is_refused_and_never_rounded(tmp_path, written):
    header = "time,model,input_tokens,output_tokens"
    (found,) = read(tmp_path, header, f"2026-02-01T08:00:00Z,m,{written},1")
    assert found["reject"] == "unreadable:input_tokens"


def test_thinking_and_reasoning_are_null_where_nobody_tells_them(tmp_path):
    header = "time,model,input_tokens,output_tokens,reasoning_tokens,thinking"
    rows = ["1769932800,m,1,9,,", "1769932800,m,1,9,0,否", "1769932800,m,1,9,5,true"]
    found = read(tmp_path, header, *rows)
    told = [(row["reasoning_tokens"], row["thinking"]) for row in found]
    assert told == [(None, None), (0, False), (5, True)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1.50", "1.5"),
        ("¥1.50", "1.5"),
        ('"$1,234.5"', "1234.5"),
        ("1.8000000000000002e-05", "0.000018"),
        ("0", "0"),
        ("-3", "-3"),
    ],
)
def test_money_is_exact_and_has_its_currency(tmp_path, written, amount):
    header = "time,model,input_tokens,output_tokens,cost,currency"
    (found,) = read(tmp_path, header, f"1769932800,m,1,1,{written},usd")
    assert (found["billed_amount"], found["billed_currency"]) == (Decimal(amount), "USD")


def test_an_amount_without_a_currency_is_read_only_with_one_given(tmp_path):
    header, row = "time,model,input_tokens,output_tokens,cost", "1769932800,m,1,1,2"
    assert read(tmp_path, header, row)[0]["billed_amount"] is None
    (found,) = read(tmp_path, header, row, currency="cny")
    assert (found["billed_amount"], found["billed_currency"]) == (Decimal(2), "CNY")


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ("≤ 200k", (0, 200_000)),
        ("0-200k", (0, 200_000)),
        ("200k-1M", (200_000, 1_000_000)),
        ("> 200k", (200_000, None)),
        ("", (None, None)),
    ],
)
def test_the_size_of_requests_is_read_where_it_is_told(tmp_path, said, bounds):
    header = (
        "usage_date_utc,model_version,context_window,usage_input_tokens_no_cache,"
        "usage_output_tokens"
    )
    (found,) = read(tmp_path, header, f"2026-02-01,claude,{said},1,1")
    assert (found["input_over"], found["input_up_to"]) == bounds


@pytest.mark.parametrize(
    ("written", "second"),
    [
        ("2026-02-01 08:00:00", SECOND),
        ("2026-02-01T08:00:00", SECOND),
        ("2026-02-01 08:00:00.5", SECOND),
        ("2026-02-01T08:00:00.123456789", SECOND),
        ("2026-02-01 16:00:00+08:00", SECOND),
        ("2026-02-01T16:00:00+08", SECOND),
        ("2026-02-01 16:00+08", SECOND),
        ("2026-02-01T08:00:00Z", SECOND),
        ("2026-02-01 08:00", SECOND),
        ("2026-02-01 08: 0:00", None),
        ("2026-02-30 08:00:00", None),
        ("soon", None),
    ],
)
def test_one_time_among_thousands_without_an_offset_is_read_as_it_is_written(
    tmp_path, written, second
):
    header, rest = "time,model,input_tokens,output_tokens", ",m,1,1"
    rows = [f"2026-01-01 00:00:0{n}{rest}" for n in range(9)]
    found = read(tmp_path, header, *rows, written + rest)[9]
    assert (found["at"], found["until"]) == (second, None)
    assert found["reject"] == (None if second else "no_time")


def test_what_was_read_and_written_as_csv_reads_back_the_same(tmp_path):
    header = (
        "at,until,provider,model,service_tier,thinking,requests,input_tokens,output_tokens,"
        "cache_read_tokens,cache_write_tokens,cache_write_long_tokens,reasoning_tokens,"
        "web_searches,cache_token_hours,citation_tokens,billed_amount,listed_amount,"
        "billed_currency,key,tag,user"
    )
    rows = [
        "1769932800,,openai,gpt-5,batch,true,1,100,50,10,20,5,7,1,2,3,0.5,0.6,USD,k,t,u",
        "1769904000,1769990400,,qwen-plus,,,400,100,50,,,,,,,,,,,,,",
    ]
    first = read(tmp_path, header, *rows)
    assert re.fullmatch("key-[0-9a-f]{10}", first[0]["key"])
    assert re.fullmatch("user-[0-9a-f]{10}", first[0]["user"])
    with read_log(tmp_path / "log.csv") as log:
        log.relation.write_csv(str(tmp_path / "again.csv"))
    with read_log(tmp_path / "again.csv") as log:
        again = [dict(zip(log.relation.columns, r, strict=True)) for r in log.relation.fetchall()]
    assert again == first
    assert first[0]["at"] == datetime(2026, 2, 1, 8, tzinfo=UTC).timestamp()
    assert (first[0]["thinking"], first[1]["thinking"], first[1]["requests"]) == (True, None, 400)


HEADER = "time,model,input_tokens,output_tokens"


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("2026-02-01", SECOND - 8 * 3_600 + DAY),
        (" 2026-02-01 ", SECOND - 8 * 3_600 + DAY),
        ("2026-02", SECOND - 8 * 3_600 + 28 * DAY),
        ("2026年2月", SECOND - 8 * 3_600 + 28 * DAY),
        ("2026年2月1日", SECOND - 8 * 3_600 + DAY),
    ],
)
def test_a_day_is_a_day_however_it_is_spaced_or_spelt(tmp_path, written, ends):
    (row,) = read(tmp_path, HEADER, f"{written},m,1,1")
    assert (row["at"], row["until"], row["requests"]) == (SECOND - 8 * 3_600, ends, None)


@pytest.mark.parametrize("more", [0, 3])
@pytest.mark.parametrize(
    ("written", "second"),
    [
        ("2026-02-01 08:00:00", SECOND - 8 * 3_600),
        ("2026/2/1 8:00", SECOND - 8 * 3_600),
        ("2026-02-01T08:00:00.123", SECOND - 8 * 3_600),
        ("2026-02-01 08:00:00+00:00", SECOND),
        ("2026-02-01 08:00:00 UTC", SECOND),
        ("2026-02-01 08:00:00 +0100", SECOND - 3_600),
        ("2026-02-01 08:00:00 Europe/Berlin", SECOND - 3_600),
        ("2026-02-01 08:00:00 PM", None),
        ("2026-02-01 08:00:00 bla", None),
    ],
)
def test_what_follows_a_time_is_heeded_or_refused_in_any_zone(tmp_path, written, second, more):
    before = ["2026-01-01T00:00:00Z,m,1,1"] * more
    rows = read(tmp_path, HEADER, *before, f"{written},m,1,1", timezone="Asia/Shanghai")
    assert (rows[-1]["at"], rows[-1]["until"]) == (second, None)


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    ("late", "row"),
    [
        ("2026-02-01 08:00:00", (SECOND, None)),
        ("2026-02-01T16:00:00+08:00", (SECOND, None)),
        ("2026-02-01", (SECOND - 8 * 3_600, SECOND - 8 * 3_600 + DAY)),
    ],
)
def test_a_time_unlike_the_thousand_before_it_is_read_as_it_is_written_or_refused(
    tmp_path, late, row, quick
):
    before = ["2026-01-01T00:00:00Z,m,1,1"] * 1_200
    found = read(tmp_path, HEADER, *before, f"{late},m,1,1", quick=quick)[-1]
    refused = quick and row[1] is not None
    assert (found["at"], found["until"]) == ((None, None) if refused else row)
    assert found["reject"] == ("no_time" if refused else None)


@pytest.mark.parametrize(
    ("end", "until"),
    [("2026-02-01T08:00:00.9Z", None), ("2026-02-01T08:00:05Z", SECOND + 5)],
)
def test_a_period_within_one_second_is_a_moment(tmp_path, end, until):
    (row,) = read(tmp_path, "end," + HEADER, f"{end},2026-02-01T08:00:00.1Z,m,1,1")
    assert (row["at"], row["until"], row["requests"]) == (SECOND, until, None if until else 1)


@pytest.mark.parametrize(
    ("written", "thinks"), [("1.0", True), ("0.0", False), ("1", True), ("", None), ("NA", None)]
)
def test_thinking_of_a_column_with_gaps_is_read_as_pandas_writes_it(tmp_path, written, thinks):
    (row,) = read(tmp_path, HEADER + ",thinking", f"{SECOND},m,1,1,{written}")
    assert row["thinking"] is thinks


@pytest.mark.parametrize("nothing", ["NA", "N/A", "<NA>", "nan"])
def test_what_programs_write_for_nothing_is_nothing(tmp_path, nothing):
    header = HEADER + ",service_tier,cached"
    (row,) = read(tmp_path, header, f"{SECOND},m,1,1,{nothing},{nothing}")
    assert (row["service_tier"], row["cache_read_tokens"], row["reject"]) == (None, 0, None)
