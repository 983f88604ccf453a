"""Logs as strangers and attackers write them: good rows kept, the rest refused at once."""

from __future__ import annotations

import gzip
import io
import zipfile
from time import process_time

import pytest

from calculator import price_log
from calculator.dashboard.limits import LOG_FILES_UNPACKED
from calculator.dashboard.logged.given import lying, placed, uploaded
from calculator.dashboard.logged.packed import check_unpacked
from calculator.dashboard.logged.shown import shown
from calculator.logbook import price_files
from calculator.logbook.asked import Asked
from calculator.logbook.reading import Reading
from calculator.logs import read_log
from pricing.errors import LogError

HEADER = "at,provider,model,input_tokens,output_tokens,tag\n"
ROW = "2026-02-01T00:00:00Z,openai,gpt-5,10,20,t\n"
JSON = '{"at": "2026-01-01", "model": "gpt-5", "input_tokens": 1, "output_tokens": 1}\n'
DEEP = "[" * 100_000 + "]" * 100_000


def seen(tmp_path, content, name="log.csv"):
    """Rows without and with a reason not to be used."""
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    begun = process_time()
    with read_log(path, salt="x") as log:
        rows = log.relation.project("reject").fetchall()
        assert all(kind.reason for kind in log.rejected)
    assert process_time() - begun < 2
    good = sum(reject is None for (reject,) in rows)
    return good, len(rows) - good


GOOD = {
    "a cell of a million characters": (
        HEADER + ROW.replace("t\n", "x" * 10**6 + "\n") + ROW,
        (2, 0),
    ),
    "a row of ten million characters": (HEADER + ROW + "x" * 10**7 + "\n" + ROW, (2, 0)),
    "NUL far into the file": (
        HEADER + ROW * 20_000 + ROW.replace("gpt-5", "g\0") + ROW,
        (20_002, 0),
    ),
    "a hundred thousand digits": (HEADER + ROW.replace("10", "9" * 10**5) + ROW, (1, 1)),
    "1e400": (HEADER + ROW.replace("10", "1e400") + ROW, (1, 1)),
    "no number": (HEADER + ROW.replace("10", "NaN") + ROW, (1, 1)),
    "half a surrogate pair": (
        (HEADER + ROW * 50).encode() + ROW.encode().replace(b"gpt-5", b"\xed\xa0\x80"),
        (50, 0),
    ),
    "right to left": (HEADER + ROW.replace("t\n", "\u202egnihton\u202c\n"), (1, 0)),
    "a BOM": ("\ufeff" + HEADER + ROW, (1, 0)),
    "UTF-16": ((HEADER + ROW).encode("utf-16"), (1, 0)),
    "the old line end": ((HEADER + ROW * 3).replace("\n", "\r"), (3, 0)),
    "columns of one name": (
        HEADER.replace("tag", "at,AT,At") + ROW.replace("t\n", "x,y,z\n"),
        (1, 0),
    ),
    "a deep line": (JSON * 3 + DEEP + "\n" + JSON, (4, 1)),
    "a deep value": (JSON * 3 + JSON.replace("}", f', "x": {DEEP}}}'), (4, 0)),
    "a key twice": (JSON.replace("}", ', "input_tokens": 2}') * 3, (3, 0)),
    "digits in JSON": (JSON * 3 + JSON.replace("1,", "9" * 10**5 + ",", 1), (3, 1)),
    "a surrogate escaped": (JSON * 3 + JSON.replace("gpt-5", "\\ud800"), (3, 1)),
}


@pytest.mark.parametrize("name", GOOD)
def test_odd_rows_cost_no_good_one(tmp_path, name):
    content, expected = GOOD[name]
    assert seen(tmp_path, content) == expected


ALL = "at,until,provider,model,input_tokens,output_tokens,tag"
WHOLE = "2026-02-01T00:00:00Z,2026-02-02T00:00:00Z,openai,gpt-5,10,20,t"


@pytest.mark.parametrize("place", range(7), ids=ALL.split(","))
def test_a_damaged_byte_in_any_column_costs_its_line_which_is_told(tmp_path, place):
    cells = WHOLE.encode().split(b",")
    cells[place] = b"2\xff\xff"
    lines = [ALL.encode(), *[WHOLE.encode()] * 60, b",".join(cells), WHOLE.encode(), b""]
    path = tmp_path / "log.csv"
    path.write_bytes(b"\n".join(lines))
    with read_log(path, salt="x") as log:
        (kind,) = log.rejected
        assert (kind.rows, kind.examples) == (1, (f"{path}:62",))
        assert len(log.relation.fetchall()) == 61
        assert price_log(log, by=["tag"]).rows_priced == 61


REFUSED = {
    "a million columns": (",".join(f"c{n}" for n in range(10**6)) + "\n1\n", "more than 2,000 col"),
    "3,000 columns": (HEADER.strip() + ",x" * 3_000 + "\n" + ROW, "more than 2,000 columns"),
    "a name of a million characters": (
        HEADER.strip() + "," + "x" * 10**6 + "\n" + ROW,
        "no header",
    ),
    "only quotation marks": ('"' * 100_001, "no header"),
    "NUL at the start": ("a\0b\n", "not a text file"),
    "only separators": (",,,\n,,,\n", "empty"),
    "very deep": (DEEP, "no format is known"),
    "very deep and open": ('{"a":' * 100_000, "not JSON"),
    "digits alone": ("{" + '"at": ' + "9" * 10**5 + "}", "not JSON"),
    "a gzip of a gzip": (gzip.compress(gzip.compress((HEADER + ROW).encode())), "not a text file"),
    "a gzip bomb": (gzip.compress(b"0" * 50_000_000), "unpacks to more than 250 times"),
    "half a gzip": (gzip.compress((HEADER + ROW).encode())[:-9], "damaged or cut off"),
    "no Parquet": (b"PAR1" + b"\0" * 1_000 + b"PAR1", "damaged or cut off"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_log_is_refused_at_once(tmp_path, name):
    content, said = REFUSED[name]
    with pytest.raises(LogError, match=said) as found:
        seen(tmp_path, content)
    assert len(str(found.value)) < 5_000


TIMES = (
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "99999-01-01",
    "infinity",
    "-infinity",
    "1e30",
    "9223372036854775807",
    "-62135596801",
)


def test_no_time_outside_the_calendar_stops_the_counting(tmp_path):
    path = tmp_path / "log.csv"
    rows = "".join(ROW.replace("2026-02-01T00:00:00Z", time) for time in TIMES)
    path.write_text(HEADER + ROW + rows)
    account = price_files([path], Asked(), Reading(salt="x"))
    assert account.priced.totals["USD"].rows == 1


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../x.csv": ROW}, "leads elsewhere"),
        ({"/etc/x.csv": ROW}, "leads elsewhere"),
        ({"a\\..\\x.csv": ROW}, "leads elsewhere"),
        ({"C:/x.csv": ROW}, "leads elsewhere"),
        ({"x.csv": zipped({"y.csv": ROW})}, "archive inside an archive"),
        ({"x.csv": b"0" * 50_000_000}, "unpacks to more than 250 times"),
        ({"x.csv.gz": gzip.compress(b"0" * 50_000_000)}, "unpacks to more than 250 times"),
        ({f"{n}.csv": "" for n in range(10_001)}, "more than 10,000 files"),
        ({"x.exe": "MZ"}, "no log file"),
    ],
)
def test_archives_that_attack_are_refused(tmp_path, files, said):
    path = tmp_path / "log.zip"
    path.write_bytes(zipped(files))
    with pytest.raises(LogError, match=said):
        read_log(path)
    assert [each.name for each in tmp_path.iterdir()] == ["log.zip"]


def test_a_page_takes_no_archive_that_fills_the_disk_of_the_server():
    big = b"0" * (LOG_FILES_UNPACKED // 2 + 1)
    packed = zipped({"a.csv": big})
    check_unpacked([("one.zip", packed), ("two.csv", b"at")])
    said = "two.zip: unpacks to more than the 500 MB that a page takes"
    with pytest.raises(LogError, match=said):
        check_unpacked([("one.zip", packed), ("two.zip", packed)])
    squeezed = gzip.compress(big, 1)
    with pytest.raises(LogError, match=r"b\.gz: unpacks to more than the 500 MB"):
        check_unpacked([("a.gz", squeezed), ("b.gz", squeezed)])


def test_a_size_that_an_archive_lies_about_lets_no_more_through(tmp_path):
    packed = bytearray(zipped({"a.csv": HEADER + ROW * 1_000}))
    place = packed.rfind(b"PK\x01\x02") + 24
    packed[place : place + 4] = (5).to_bytes(4, "little")
    check_unpacked([("a.zip", bytes(packed))])
    (tmp_path / "a.zip").write_bytes(packed)
    with pytest.raises(LogError, match=r"damaged|no format is known"):
        read_log(tmp_path / "a.zip")


NAMES = ["..", ".", "", "a/../../x", "..\\x", "x\0y", "x" * 5_000, "客" * 300, "\ud800", "a\nb",
         "*.csv", "[a].csv", "**", "http://x/y.csv", "~", "<img src=x>.csv", "'\"; --"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_no_name_of_an_upload_is_a_path_or_a_pattern(name):
    with placed(uploaded([(name, (HEADER + ROW).encode())])) as files:
        (path,) = files.paths
        assert path.resolve().parent.parent == files.folder.resolve()
        with read_log(path) as log:
            assert len(log.relation.fetchall()) == 1


@pytest.fixture
def folder(tmp_path):
    """An open folder with a secret beside it, and every link that leads there."""
    root, outside = tmp_path / "logs", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    for path in (root / "a.csv", root / "usage[1].csv", outside / "secret.csv"):
        path.write_text(HEADER + ROW)
    (root / "link.csv").symlink_to(outside / "secret.csv")
    (root / "out").symlink_to(outside)
    for name in ("loop", "again"):
        (root / name).symlink_to(root)
    (root / "up").symlink_to("..")
    return root.resolve()


@pytest.mark.parametrize(
    "text",
    ["link.csv", "out", "out/secret.csv", "out/*", "up", "up/outside/secret.csv", "../outside/*",
     "/etc/passwd", "..", "a.csv/..", "~", "$HOME", "file:///etc/passwd", "\\..\\outside", "x\0",
     "x" * 5_000, "*/" * 140 + "*", "\ud800", "none"],
    ids=ascii,
)  # fmt: skip
def test_nothing_beside_the_open_folder_can_be_named(folder, text):
    begun = process_time()
    with pytest.raises(LogError, match=r"folder of logs|longer than") as found:
        lying(folder, text)
    assert process_time() - begun < 2
    str(found.value).encode()
    assert "outside" not in str(found.value).replace(text, "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a.csv", ["a.csv"]),
        ("usage[1].csv", ["usage[1].csv"]),
        ("*.csv", ["a.csv", "usage[1].csv"]),
        ("**", ["a.csv", "usage[1].csv"]),
        ("**/**/**/*.csv", ["a.csv", "usage[1].csv"]),
        ("", ["a.csv", "usage[1].csv"]),
        ("loop/again/loop/a.csv", ["a.csv"]),
        ("[ab]*", ["a.csv"]),
    ],
)
def test_links_that_go_round_in_circles_end_nothing(folder, text, names):
    begun = process_time()
    assert [path.name for path in lying(folder, text).lying] == names
    assert process_time() - begun < 2


def test_a_folder_of_very_many_files_asks_for_a_nearer_one(folder, monkeypatch):
    monkeypatch.setattr("calculator.dashboard.logged.inside.LOG_FILES_LOOKED_AT", 3)
    with pytest.raises(LogError, match="more than 3 files are there: name a folder further down"):
        lying(folder, "*")


def test_columns_offered_for_a_mapping_are_short_and_printable():
    keys = ["\\ud800", "a\\u0000b", "x" * 10**4, "\\u202eabc", "good"]
    record = "{" + ", ".join(f'"{key}": 1' for key in keys) + "}\n"
    begun = process_time()
    assert [*shown(uploaded([("log.jsonl", record.encode() * 3)])).columns] == ["good"]
    assert process_time() - begun < 2


def test_kinds_of_token_offered_for_a_mapping_are_short_printable_and_no_secrets():
    meters = ["input", "\\ud800", "a\\u0007", "x" * 61, "sk-a1b2c3d4", "me@example.com", "output"]
    lines = "".join(f'{{"at": "2026", "what": "{meter}"}}\n' for meter in meters)
    found = shown(uploaded([("log.jsonl", lines.encode())]))
    assert found.meanings(("what",)) == ["input", "output"]


@pytest.mark.parametrize("depth", [5, 100, 450])
def test_records_that_lie_very_deep_in_a_document_are_looked_for_without_falling(depth):
    document = '{"a": [' * depth + '{"b": 1}' + "]}" * depth
    assert shown(uploaded([("log.json", document.encode())])).kind == "json"


def test_counting_a_log_stops_when_its_time_is_over(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEADER + ROW * 400_000)
    said = "this takes longer than 0 seconds: give fewer or smaller files"
    with pytest.raises(LogError, match=said):
        price_files([path], Asked(), Reading(salt="x", seconds=0.001))
