"""How files are read where they do not say, and what is said where they cannot be."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from calculator.logbook import Reading, price_files
from calculator.logbook.asked import Asked
from calculator.logbook.outputs import write_account
from calculator.logbook.reading import moment, opened
from calculator.logs import read_log
from pricing.catalog import default_catalog
from pricing.errors import LogError, UsageError

from .written import good_rows, looped, write_log

ROWS = good_rows(200, seed=9)
TRACE = '{"timestamp": 60000, "input_length": 1000, "output_length": 10, "hash_ids": []}\n'
START = moment("2026-10-20T00:00", None)
MAPPING = """\
schema: 1
id: ours
name: Our gateway
kinds: [csv]
recognised_by: [second, deployment]
time: {at: second, origin: start, unit: seconds}
model: deployment
counts: {input_tokens: inputs, output_tokens: outputs}
"""


@pytest.fixture
def log(tmp_path):
    return write_log(tmp_path / "log.csv", ROWS)


def days(files, **said):
    found = price_files(files, Asked(by=("day",)), Reading(**said))
    return [group.key for group in found.priced.groups]


@pytest.mark.parametrize("memory", ["1KB", "1MB"])
def test_too_little_memory_says_what_to_do(memory, log):
    with pytest.raises(LogError) as error:
        price_files([log], Asked(), Reading(memory=memory))
    assert str(error.value) == (
        f"this needs more memory than the {memory} that it may use: allow more, such as "
        "--memory 2GB"
    )


@pytest.mark.parametrize("memory", ["lots", "0", "2 gigs"])
def test_what_is_no_amount_of_memory_is_refused(memory, log):
    with pytest.raises(LogError) as error:
        read_log(log, memory=memory)
    assert str(error.value) == f"{memory!r} is not an amount of memory such as 500MB or 2GB"


def test_a_file_that_is_gone_before_it_was_counted_says_so(log):
    def removed():
        with opened([log], Reading(), catalog=default_catalog()) as found:
            log.unlink()
            return found.rows.fetchall()

    with pytest.raises(LogError, match=r"^a file cannot be read or written: .*/log\.csv"):
        removed()


def test_one_start_cannot_mean_two_things(log, tmp_path):
    (tmp_path / "trace.jsonl").write_text(TRACE)
    with pytest.raises(LogError) as error:
        price_files([log, tmp_path / "trace.jsonl"], Asked(), Reading(start=START))
    assert str(error.value) == (
        "some of the files have dates and some count from their start: --start would mean two "
        "things; read them one kind at a time"
    )


def test_a_mapping_of_ones_own_may_count_from_the_start(log, tmp_path):
    (tmp_path / "ours.yaml").write_text(MAPPING)
    (tmp_path / "ours.csv").write_text(
        "second,deployment,inputs,outputs\n86399,openai/gpt-5,1,1\n86400,openai/gpt-5,1,1\n"
    )
    said = {"mapping": tmp_path / "ours.yaml", "start": START}
    # it counts from there, and its first row is not moved there
    assert days([tmp_path / "ours.csv"], **said) == [("2026-10-20",), ("2026-10-21",)]
    # another format beside it has dates: it is moved
    assert days([log], **said) == [("2026-10-20",)]
    assert days([log]) == [("2026-10-01",)]


def test_another_kind_of_result_is_refused(log, tmp_path):
    account = price_files([log])
    assert Fraction(account.priced.totals["USD"].cost.amount) == looped(ROWS)
    path = tmp_path / "groups.xlsx"
    said = f"{path}: write .csv, .parquet or .json, or a folder: {path}/"
    with pytest.raises(UsageError, match=f"^{re.escape(said)}$"):
        write_account(account, path)
    assert not path.exists()
