"""Keys, people, addresses and organisations stand in the files, and in nothing made of them."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from calculator.cli import app
from calculator.dashboard.logged.asked import How
from calculator.dashboard.logged.given import uploaded
from calculator.dashboard.logged.saved import _focus, _rows
from calculator.logbook import price_files
from calculator.logbook.asked import Asked
from calculator.logbook.outputs import as_csv, as_json
from tests.logs.make_samples import IP, KEY_NAME, MAIL, SECRETS, SK, samples

BY = "day,model,key,tag,user"
HEADER = "at,provider,model,input_tokens,output_tokens,key,user,email,ip,organization,project"
GARBAGE = [
    f"{MAIL},openai,gpt-5,1,1,{KEY_NAME},{MAIL},{MAIL},{IP},Lin Holdings,p",
    f"2026-02-01T00:00:00Z,openai,gpt-5,{SK},1,{SK},{MAIL},{MAIL},{IP},Lin Holdings,p",
    f"2026-02-01T00:00:00Z,openai,gpt-5,{MAIL}",
    f"2026-02-01T00:00:00Z,openai,gpt-5,-1,1,{KEY_NAME},{MAIL},{MAIL},{IP},Lin Holdings,p",
    f"2026-02-01T00:00:00Z,openai,gpt-5,1,1,{KEY_NAME},{MAIL},{MAIL},{IP},Lin Holdings,{IP}",
    f"2026-02-01T00:00:00Z,openai,{SK},1,1,{KEY_NAME},{MAIL},{MAIL},{IP},Lin Holdings,{MAIL}",
]


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    """A file of every format, and a table of garbage with something personal in every cell."""
    folder = tmp_path_factory.mktemp("personal") / "logs"
    for number, sample in enumerate(samples()):
        for name, content in sample.files.items():
            place = folder / f"{number}" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    (folder / "garbage.csv").write_text("\n".join([HEADER, *GARBAGE]) + "\n")
    return folder


def secrets_in(content: str) -> list[str]:
    return [secret for secret in SECRETS if secret in content]


def text_of(path: Path) -> str:
    """All that stands in a file; Parquet unpacked."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return repr(table.to_pylist()) + repr(table.schema.metadata)
    return path.read_text("utf-8-sig")


def test_no_file_and_no_message_of_the_command_holds_anything_personal(logs, tmp_path):
    def run(*words, of=(logs,)):
        return CliRunner().invoke(app, ["log", *map(str, of), "--by", BY, *map(str, words)])

    outs = [tmp_path / name for name in ("g.csv", "g.parquet", "g.json", "f.csv", "f.parquet")]
    said = [run("--out", out).output for out in outs[:3]]
    said += [run("--focus", out, "--json").output for out in outs[3:]]
    for name in ("rows.csv", "rows.parquet"):
        said.append(run("--rows", "--out", tmp_path / name).output)
    each = [logs / "garbage.csv", *sorted(path for path in logs.rglob("*") if path.is_file())[::6]]
    on = ("--rows", "--on", "openai/gpt-5-nano")
    said.append(run(*on, "--out", f"{tmp_path / 'all'}/", of=each).output)
    assert [secrets_in(each) for each in said] == [[]] * 8
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {"summary.json", "offers.csv", "garbage.parquet"}
    assert {path.name: found for path in written if (found := secrets_in(text_of(path)))} == {}
    assert "key-" in text_of(tmp_path / "g.csv")
    assert "user-" in text_of(tmp_path / "rows.csv")
    assert "garbage.csv" in said[0]


def test_no_download_of_the_page_holds_anything_personal(logs):
    paths = [path for path in sorted(logs.rglob("*")) if path.is_file()]
    given = uploaded([(path.name, path.read_bytes()) for path in paths])
    found = price_files([logs], Asked(by=tuple(BY.split(","))))
    downloads = {
        "days": as_csv(found),
        "account": as_json(found),
        "rows.csv": _rows(found, given, How(), "rows.csv"),
        "focus": _focus(found, given, How()),
    }
    assert {n: s for n, c in downloads.items() if (s := secrets_in(c.decode("utf-8-sig")))} == {}
    table = pq.read_table(io.BytesIO(_rows(found, given, How(), "rows.parquet")))
    assert secrets_in(repr(table.to_pylist())) == []
    assert len(table) == found.priced.rows


def test_the_garbage_is_refused_by_count_and_not_by_content(logs):
    found = price_files([logs / "garbage.csv"], Asked(by=("key", "tag", "user")))
    assert (found.rows_in, found.priced.rows_priced) == (6, 1)
    ((key, tag, user),) = [group.key for group in found.priced.groups]
    assert (key[:4], tag[:4], user[:5]) == ("key-", "tag-", "user-")
