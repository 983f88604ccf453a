"""Files in any wrapping: folders, patterns, gzip, zip within limits, encodings, line ends."""

from __future__ import annotations

import errno
import gzip
import io
import json
import os
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pytest

from calculator.logs import files, read_log
from pricing.errors import LogError

HEADER = "date,model,input_tokens,output_tokens\n"
ROW = "2026-02-01,gpt-5,1000,10\n"
TABLE = (HEADER + ROW).encode()


def inputs(*paths, **options) -> int:
    with read_log([str(path) for path in paths], **options) as log:
        return log.relation.aggregate("sum(input_tokens)").fetchall()[0][0]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_files_folders_patterns_and_formats_may_be_mixed_and_each_file_counts_once(tmp_path):
    (tmp_path / "a.csv").write_bytes(TABLE)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.csv.gz").write_bytes(gzip.compress(TABLE))
    line = {
        "created": 1_770_000_000,
        "model": "m",
        "usage": {"prompt_tokens": 1, "completion_tokens": 1},
    }
    (tmp_path / "b" / "d.jsonl").write_text(json.dumps(line))
    zipped(tmp_path / "e.zip", {"x/f.csv": TABLE, "readme.pdf": b"%PDF", "__MACOSX/._f.csv": b"\0"})
    path = tmp_path / "g.parquet"
    duckdb.connect().execute(
        f"COPY (SELECT DATE '2026-02-01' AS date, 'm' AS model, 5 AS input_tokens, "
        f"1 AS output_tokens) TO '{path}'"
    )
    everything = [tmp_path, tmp_path / "*.csv", tmp_path / "b" / "**" / "*", tmp_path / "a.csv"]
    assert inputs(*everything) == 3_000 + 1 + 5


def test_the_formats_of_a_mixed_log_are_told_file_by_file(tmp_path):
    zipped(tmp_path / "e.zip", {"x/f.csv": TABLE})
    with read_log(tmp_path / "e.zip") as log:
        (told,) = log.recognised
    assert (told.file, told.format) == (f"{tmp_path}/e.zip/x/f.csv", "plain")
    assert told.convention.startswith("a row is a request, or sums up the day")


@pytest.mark.parametrize(
    "name", ["../../etc/cron.csv", "/etc/cron.csv", "a/..\\..\\b.csv", "C:/x.csv"]
)
def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path, name):
    path = zipped(tmp_path / "evil.zip", {name: TABLE})
    with pytest.raises(LogError, match="leads elsewhere"):
        read_log(path)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["evil.zip"]


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_refused(tmp_path):
    bomb = zipped(tmp_path / "bomb.zip", {"a.csv": TABLE + b" " * 30_000_000})
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(TABLE + b" " * 30_000_000))
    assert bomb.stat().st_size < 100_000
    for path in (bomb, tmp_path / "bomb.csv.gz"):
        with pytest.raises(LogError, match="unpacks to more than 250 times its size"):
            read_log(path)


def test_an_archive_with_too_many_files_or_too_much_in_all_is_refused(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {f"{n}.csv": TABLE for n in range(5)})
    monkeypatch.setattr(files, "MOST_MEMBERS", 4)
    with pytest.raises(LogError, match="more than 4 files in one archive"):
        read_log(path)
    monkeypatch.setattr(files, "MOST_MEMBERS", 5)
    monkeypatch.setattr(files, "MOST_BYTES", 3 * len(TABLE))
    with pytest.raises(LogError, match="unpacks to more"):
        read_log(path)


def test_an_archive_inside_an_archive_is_refused(tmp_path):
    inner = io.BytesIO()
    with ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", TABLE)
    path = zipped(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()})
    with pytest.raises(LogError, match="an archive inside an archive"):
        read_log(path)


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (errno.ENOSPC, OSError, "^.Errno 28. No room"),
        (errno.EIO, LogError, "damaged or has a pass"),
    ],
)
def test_a_disk_without_room_is_no_damaged_archive(tmp_path, monkeypatch, code, kind, said):
    def failing(*_):
        raise OSError(code, "No room")

    monkeypatch.setattr(files, "_extract", failing)
    with pytest.raises(kind, match=said):
        read_log(zipped(tmp_path / "a.zip", {"a.csv": TABLE}))


@pytest.mark.parametrize("damage", [slice(0, 60), slice(0, -4)])
def test_a_damaged_archive_says_so(tmp_path, damage):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE * 100)[damage])
    packed = zipped(tmp_path / "whole.zip", {"a.csv": TABLE}).read_bytes()
    (tmp_path / "a.zip").write_bytes(packed[damage])
    for name in ("a.csv.gz", "a.zip"):
        with pytest.raises(LogError, match="damaged"):
            read_log(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"PAR1 and nothing more", "Parquet file is damaged"),
        (b'[{"a": 1}, {"b"', "the JSON ends in the middle"),
        (b'{"daily": [\n {"date": \n', "not JSON that can be read"),
        (b'[{"a": 1}, {"b": tru}, {"c": 1}]', "record 2 of the list is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, said):
    (tmp_path / "log").write_bytes(content)
    with pytest.raises(LogError, match=said):
        read_log(tmp_path / "log")


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path):
    with pytest.raises(LogError, match=r"nowhere\.csv: no such file"):
        read_log(tmp_path / "nowhere.csv")
    with pytest.raises(LogError, match="there is no log file"):
        read_log(tmp_path)


def test_a_list_in_gzip_is_read_whole_or_not_at_all(tmp_path):
    record = {"date": "2026-02-01", "model": "m", "input_tokens": 3, "output_tokens": 1}
    whole = json.dumps([record] * 400).encode()
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(whole))
    assert inputs(tmp_path / "a.json.gz") == 1_200
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(whole[:-1]))
    with pytest.raises(LogError, match=r"b\.json\.gz: the JSON ends in the middle"):
        read_log(tmp_path / "b.json.gz")


def test_a_document_too_large_to_be_read_at_once_says_how_to_save_it(tmp_path, monkeypatch):
    monkeypatch.setattr("calculator.logs.json_files.LARGEST_DOCUMENT", 1_000_000)
    (tmp_path / "a.json").write_bytes(b'{"data":\n[' + b" " * 1_000_000 + b"]}")
    with pytest.raises(LogError, match="one JSON document of more than 1 MB: save a record per"):
        read_log(tmp_path / "a.json")


def parquet(path: Path, columns: str) -> Path:
    duckdb.connect().execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    return path


def test_a_parquet_file_of_too_many_columns_is_refused(tmp_path):
    path = parquet(tmp_path / "a", ", ".join(f"1 AS c{n}" for n in range(2_001)))
    with pytest.raises(LogError, match="more than 2,000 columns: keep those that say what was"):
        read_log(path)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("true AS time, 1 AS input_tokens", "no_time"),
        ("1770000000 AS time, true AS input_tokens", "unreadable:input_tokens"),
        ("1770000000 AS time, DATE '2026-02-01' AS input_tokens", "unreadable:input_tokens"),
        ("1770000000 AS time, NULL::BOOLEAN AS input_tokens", "missing:input_tokens"),
    ],
)
def test_a_column_of_a_type_that_is_no_number_or_time_is_refused(tmp_path, columns, code):
    path = parquet(tmp_path / "a", f"{columns}, 'm' AS model, 1 AS output_tokens")
    with read_log(path) as log:
        assert [(kind.code, kind.rows) for kind in log.rejected] == [(code, 1)]


@pytest.mark.parametrize(
    ("written", "zone", "row"),
    [
        ("TIMESTAMP '2026-02-01 08:00:00'", None, (1_769_932_800, None, 1)),
        ("TIMESTAMP_NS '2026-02-01 08:00:00'", None, (1_769_932_800, None, 1)),
        ("TIMESTAMP '2026-02-01 08:00:00'", "Asia/Shanghai", (1_769_904_000, None, 1)),
        ("TIMESTAMPTZ '2026-02-01 08:00:00+00'", "Asia/Shanghai", (1_769_932_800, None, 1)),
        ("TIMESTAMPTZ_NS '2026-02-01 08:00:00+00'", None, (1_769_932_800, None, 1)),
        ("1769932800.75::DOUBLE", None, (1_769_932_800, None, 1)),
        ("1769932800999.5::DECIMAL(18, 1)", None, (1_769_932_800, None, 1)),
        ("DATE '2026-02-01'", None, (1_769_904_000, 1_769_990_400, None)),
    ],
)
def test_a_moment_in_a_table_is_a_request_and_a_date_is_a_day(tmp_path, written, zone, row):
    columns = f"{written} AS at, 'm' AS model, 1 AS input_tokens, 1 AS output_tokens"
    with read_log(parquet(tmp_path / "a", columns), timezone=zone) as log:
        assert log.relation.project('"at", "until", requests').fetchall() == [row]


def test_a_table_may_hold_texts_as_bytes_and_gaps_as_no_number(tmp_path):
    columns = "1769932800 AS at, 'm'::BLOB AS model, 1 AS input_tokens, 2 AS output_tokens"
    path = parquet(tmp_path / "a", f"{columns}, 'NaN'::DOUBLE AS cached")
    with read_log(path) as log:
        read = log.relation.project("model, input_tokens, cache_read_tokens, reject").fetchall()
    assert read == [("m", 1, 0, None)]


@pytest.mark.parametrize(
    "names",
    [
        ("timestamp", "model", "input", "output", "cacheRead", "requests"),
        ("Timestamp", "Model", "Input Tokens", "Output Tokens", "cache-read", "Requests"),
    ],
)
def test_keys_of_json_are_found_as_columns_are(tmp_path, names):
    values = ("2026-02-01T08:00:00Z", "m", 1_000, 100, 900, 3)
    (tmp_path / "a.jsonl").write_text(json.dumps(dict(zip(names, values, strict=True))))
    (tmp_path / "a.csv").write_text(f"{','.join(names)}\n{','.join(map(str, values))}\n")
    read = []
    for name in ("a.jsonl", "a.csv"):
        with read_log(tmp_path / name) as log:
            read += log.relation.project("cache_read_tokens, requests, input_tokens").fetchall()
    assert read == [(900, 3, 1_000)] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_read(tmp_path, encoding, separator):
    text = "日期,模型,输入词元,输出词元,标签\n2026年2月1日,qwen-plus,1000,10,客服\n"
    (tmp_path / "a.csv").write_bytes(text.replace(",", separator).encode(encoding))
    with read_log(tmp_path / "a.csv") as log:
        assert log.relation.project('model, input_tokens, "tag"').fetchall() == [
            ("qwen-plus", 1000, "客服")
        ]


@pytest.mark.parametrize("ends", [("\n", "\n"), ("\r\n", "\r\n"), ("\r\n", "\n"), ("\n", "\r\n")])
def test_lines_may_end_in_any_way_and_in_several(tmp_path, ends):
    lines = [HEADER.strip(), *[ROW.strip()] * 400]
    text = "".join(line + ends[n % 2] for n, line in enumerate(lines))
    (tmp_path / "a.csv").write_bytes(text.encode())
    assert inputs(tmp_path / "a.csv") == 400_000


def test_a_header_may_stand_below_blank_lines_and_above_trailing_separators(tmp_path):
    text = "\n\nsep=,\n" + HEADER + ROW.replace("\n", ",\n")
    (tmp_path / "a.csv").write_text(text)
    assert inputs(tmp_path / "a.csv") == 1_000


def test_a_damaged_title_below_a_blank_line_is_read_as_far_as_it_can_be(tmp_path):
    header = b"no\xffte," + HEADER.encode()
    rows = b"".join(f"b\xc3\xa9,2026-02-0{n},gpt-5,1000,10\n".encode() for n in range(1, 10))
    (tmp_path / "a.csv").write_bytes(b"\n" + header + rows * 3)
    assert inputs(tmp_path / "a.csv") == 27_000


def test_what_was_unpacked_is_removed_when_the_log_is_closed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = zipped(tmp_path / "a.zip", {"a.csv": TABLE})
    with read_log(path):
        assert len(os.listdir(tmp_path)) == 2
    assert os.listdir(tmp_path) == ["a.zip"]
    with pytest.raises(LogError):
        read_log(tmp_path / "b.zip")
    assert os.listdir(tmp_path) == ["a.zip"]
