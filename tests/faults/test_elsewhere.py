"""Other clocks, languages, consoles and networks than those of the machine this was written on."""

from __future__ import annotations

import json
import locale
import os
import shutil
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.faults.commands import LOG, PRICE, PRICED, ROOT, python, tokenfare, told

ANSWERS = """
import json, sys
from datetime import date, datetime, UTC
from calculator import Usage, price
from calculator.comparison import compare, shortlist
from calculator.logbook import price_files
from calculator.logbook.asked import Asked
from calculator.profiles import presets
from pricing import load_catalog
book = load_catalog()
clocks_go_back = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
asked = [price(Usage(1_000, 500), name, at=clocks_go_back)
         for name in ("openai/gpt-5", "deepseek-cn/deepseek-v4-pro")]
job = presets()["coding-agent"].workload()
bill = compare([job], shortlist(book), start=date(2026, 11, 1), months=1, catalog=book)
log = price_files([sys.argv[1]], Asked(by=("day",)))
print(json.dumps([[str(cost) for cost in asked], bill.to_dict(), log.to_dict()], default=str))
"""
BLOCKED = """
import socket, sys
def outside(event, given):
    if event == "socket.getaddrinfo" and given[0] not in ("localhost", "127.0.0.1", None):
        raise OSError(f"asked for {given[0]}")
    if event == "socket.connect" and given[0].family != getattr(socket, "AF_UNIX", None):
        if given[1][0] not in ("127.0.0.1", "::1"):
            raise OSError(f"asked for {given[1]}")
sys.addaudithook(outside)
from calculator.cli import main
main()
"""


def test_the_clock_of_the_machine_moves_nothing(tmp_path):
    (tmp_path / "log.csv").write_text(LOG.replace("Z,", ","), "utf-8")
    zones = ("UTC", "Asia/Shanghai", "America/New_York")
    said = [python("-c", ANSWERS, str(tmp_path / "log.csv"), TZ=zone) for zone in zones]
    assert [done.stderr for done in said] == [b"", b"", b""]
    assert said[0].stdout == said[1].stdout == said[2].stdout
    assert len(json.loads(said[0].stdout)[0][0]) > 100


@pytest.fixture
def decimal_comma():
    """A locale that writes 1.234,56, where this machine has one."""
    before = locale.setlocale(locale.LC_ALL)
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "German_Germany.1252"):
        try:
            locale.setlocale(locale.LC_ALL, name)
            break
        except locale.Error:
            continue
    else:
        assert os.environ.get("CI") != "true", "CI must generate the locale: see .ci/run"
        pytest.skip("no locale with a decimal comma is generated on this machine")
    yield
    locale.setlocale(locale.LC_ALL, before)


def test_a_decimal_comma_in_the_locale_changes_no_number(decimal_comma, catalog):
    from calculator import Usage, price

    assert f"{0.5:n}" == "0,5"
    cost = price(Usage(10_000, 5_000), "alibaba-cn/qwen-plus", catalog=catalog)
    assert "¥0.018000" in str(cost)


def test_no_code_of_ours_asks_for_the_locale():
    """So that the test above says nothing new where it has to be skipped."""
    sources = [path for part in ("pricing", "calculator") for path in (ROOT / part).rglob("*.py")]
    texts = {path.name: path.read_text("utf-8") for path in sources}
    signs = ("import locale", "setlocale", ":n}", 'strftime("%x', "%B", "%b ", "%A")
    assert [name for name, text in texts.items() if any(sign in text for sign in signs)] == []


@pytest.mark.parametrize("encoding", ["ascii", "cp936", "latin-1", "utf-16"])
def test_a_console_of_another_encoding_gets_utf_8_and_no_traceback(encoding):
    done = tokenfare(*PRICE, PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert PRICED in done.stdout.decode("utf-8")


def test_texts_are_read_as_utf_8_whatever_the_locale_says(tmp_path):
    (tmp_path / "log.csv").write_text(LOG.replace("openai/gpt-5", "通义千问/qwen-plus"), "utf-8")
    words = ("log", "log.csv", "--by", "model")
    plain = tokenfare(*words, cwd=tmp_path)
    other = tokenfare(*words, cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert "通义千问" in plain.stdout.decode("utf-8") + plain.stderr.decode("utf-8")
    assert (plain.stdout, plain.stderr) == (other.stdout, other.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="closes a descriptor through a shell")
def test_a_closed_output_is_no_traceback():
    done = tokenfare(*PRICE, before=("sh", "-c", 'exec "$0" "$@" >&-'))
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="has no broken pipes")
def test_a_reader_that_has_gone_is_no_traceback():
    gone, pipe = os.pipe()
    os.close(gone)
    words = [sys.executable, "-m", "calculator", "models"]
    done = subprocess.run(words, cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, check=False)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize(
    "words",
    [PRICE, ("compare", "-w", "support-bot", "--currency", "CNY"), ("log", "log.csv")],
    ids=lambda words: words[0],
)
def test_nothing_is_looked_up_on_a_network(words, tmp_path):
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    done = python("-c", BLOCKED, *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_without_any_network_a_log_is_read_and_priced(tmp_path):
    """In a network namespace of its own, where the database engine finds none either."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-n", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody take the network away")
    (tmp_path / "log.csv").write_text(LOG, "utf-8")
    done = tokenfare("log", "log.csv", "--out", "g.parquet", before=(unshare, "-n"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "g.parquet").stat().st_size > 0


def test_the_dashboard_starts_and_answers_without_a_network(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", BLOCKED, "dashboard", "--port", str(port), "--no-browser"]
    with (tmp_path / "said").open("wb") as said:
        server = subprocess.Popen(words, cwd=ROOT, stdout=said, stderr=said)
    try:
        assert answered(f"http://127.0.0.1:{port}/healthz", server)["status"] == "ok"
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            assert b"<title>" in page.read()
    finally:
        server.terminate()
        server.wait(20)
    assert "asked for" not in (tmp_path / "said").read_text("utf-8")


def answered(address: str, server: subprocess.Popen[bytes]) -> dict[str, str]:
    """What a server says as soon as it says anything; it has a minute."""
    for _ in range(300):
        assert server.poll() is None, "the server has stopped"
        try:
            with urlopen(address, timeout=5) as answer:
                return json.load(answer)
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def test_a_file_that_cannot_be_there_is_named():
    name = f"{ROOT / 'app.py'}/log.csv"
    assert told(tokenfare("log", name)) == f"tokenfare: {name}: no such file"
