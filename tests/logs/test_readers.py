from __future__ import annotations

from decimal import Decimal

import pytest

from calculator.logs import read_log
from calculator.logs.columns import BILL, USAGE
from calculator.logs.format import shipped_formats
from tests.logs.make_samples import SECRETS, Sample, samples

SAMPLES = samples()
COUNTS = ("web_searches", "cache_token_hours", "citation_tokens")
PARTS = ("cache_read_tokens", "cache_write_tokens", "cache_write_long_tokens")
ids = [f"{number}-{made.format}" for number, made in enumerate(SAMPLES)]


def written(sample: Sample, folder) -> list[str]:
    paths = []
    for name, content in sample.files.items():
        (folder / name).write_bytes(content)
        paths.append(str(folder / name))
    return paths


def rows_of(relation) -> list[dict]:
    columns = relation.columns
    return [dict(zip(columns, values, strict=True)) for values in relation.fetchall()]


def whole(row: dict, columns: dict[str, str]) -> dict:
    zero = dict.fromkeys((*COUNTS, *PARTS), 0) if columns is USAGE else {}
    return {name: row.get(name, zero.get(name)) for name in columns}


def in_order(rows: list[dict]) -> list[tuple]:
    return sorted(tuple(repr(value) for value in row.values()) for row in rows)


def unhashed(row: dict, expected: dict) -> dict:
    """A hash is random; what is known of it is where it stands."""
    return {
        name: "#" if expected.get(name) == "#" and str(value).startswith(f"{name}-") else value
        for name, value in row.items()
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_a_sample_is_recognised_and_reads_back_exactly(sample, tmp_path):
    bill = shipped_formats()[sample.format].holds == "bill"
    columns = BILL if bill else USAGE
    with read_log(written(sample, tmp_path)) as log:
        assert sample.format in {one.format for one in log.recognised}
        found = rows_of(log.bill if bill else log.relation)
        other = rows_of(log.relation if bill else log.bill)
        assert (log.rejected, other) == ((), [])
        assert sum(kind.rows for kind in log.skipped) == sample.skipped
    expected = [whole(row, columns) for row in sample.rows]
    expected.sort(key=lambda row: repr(_place(row)))
    found.sort(key=lambda row: repr(_place(row)))
    assert len(found) == len(expected)
    for got, wanted in zip(found, expected, strict=True):
        assert unhashed(got, wanted) == wanted


def _place(row: dict) -> tuple:
    return (
        row["at"],
        row["model"],
        *(
            str(row.get(n))
            for n in (
                "service_tier",
                "input_over",
                "meter",
                "input_tokens",
                "output_tokens",
                "billed_amount",
            )
        ),
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_a_sample_states_what_its_rows_add_up_to(sample, tmp_path):
    with read_log(written(sample, tmp_path)) as log:
        view = log.bill if shipped_formats()[sample.format].holds == "bill" else log.relation
        found: dict[str, Decimal] = {}
        for row in rows_of(view):
            if row["billed_amount"] is not None:
                currency = row["billed_currency"]
                found[currency] = found.get(currency, Decimal(0)) + row["billed_amount"]
    assert found == sample.stated


@pytest.mark.parametrize("sample", SAMPLES, ids=ids)
def test_no_output_of_a_reader_contains_a_secret(sample, tmp_path):
    with read_log(written(sample, tmp_path)) as log:
        said = repr([rows_of(log.relation), rows_of(log.bill)])
        said += repr([log.recognised, log.rejected, log.skipped])
    for secret in SECRETS:
        assert secret not in said


def test_every_shipped_format_has_a_sample():
    assert {made.format for made in SAMPLES} == set(shipped_formats())
