from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from calculator.logs import Rejected, read_log
from calculator.logs.columns import BILL, EXTRAS, PARTS, USAGE
from calculator.logs.format import shipped_formats
from tests.logs.make_samples import SECRETS, Sample, samples

SAMPLES = samples()
Row = dict[str, Any]
each_sample = pytest.mark.parametrize(
    "number", range(len(SAMPLES)), ids=[f"{made.format}-{n}" for n, made in enumerate(SAMPLES)]
)


class Found(NamedTuple):
    formats: set[str]
    rows: list[Row]
    others: list[Row]
    rejected: tuple[Rejected, ...]
    skipped: int
    said: str


def is_bill(sample: Sample) -> bool:
    return shipped_formats()[sample.format].holds == "bill"


def rows_of(relation) -> list[Row]:
    columns = relation.columns
    return [dict(zip(columns, values, strict=True)) for values in relation.fetchall()]


@cache
def read(number: int) -> Found:
    sample = SAMPLES[number]
    with TemporaryDirectory() as folder:
        for name, content in sample.files.items():
            (Path(folder) / name).write_bytes(content)
        with read_log(folder, salt="of the tests") as log:
            usage, bill = rows_of(log.relation), rows_of(log.bill)
            said = repr([usage, bill, log.recognised, log.rejected, log.skipped])
            skipped = sum(kind.rows for kind in log.skipped)
            formats = {one.format for one in log.recognised}
            found = (bill, usage) if is_bill(sample) else (usage, bill)
            return Found(formats, *found, log.rejected, skipped, said)


def in_order(rows: list[Row]) -> list[Row]:
    names = ("at", "model", "service_tier", "input_over", "meter", "input_tokens", "output_tokens")
    return sorted(rows, key=lambda row: repr([row.get(name) for name in (*names, "key")]))


def whole(row: Row, columns: dict[str, str]) -> Row:
    zero = dict.fromkeys((*EXTRAS, *PARTS), 0) if columns is USAGE else {}
    return {name: row.get(name, zero.get(name)) for name in columns}


def with_hashes(row: Row, expected: Row) -> Row:
    """What is known of a hash is where it stands."""
    return {
        name: "#" if expected[name] == "#" and str(value).startswith(f"{name}-") else value
        for name, value in row.items()
    }


@each_sample
def test_a_sample_is_recognised_and_reads_back_exactly(number):
    sample, found = SAMPLES[number], read(number)
    expected = in_order([whole(r, BILL if is_bill(sample) else USAGE) for r in sample.rows])
    pairs = zip(in_order(found.rows), expected, strict=True)
    assert sample.format in found.formats
    assert [with_hashes(got, wanted) for got, wanted in pairs] == expected
    assert (found.rejected, found.others, found.skipped) == ((), [], sample.skipped)


@each_sample
def test_a_sample_states_what_its_rows_add_up_to(number):
    stated: dict[str, Decimal] = {}
    for row in read(number).rows:
        if row["billed_amount"] is not None:
            so_far = stated.get(row["billed_currency"], Decimal(0))
            stated[row["billed_currency"]] = so_far + row["billed_amount"]
    assert stated == SAMPLES[number].stated


@each_sample
def test_no_output_of_a_reader_contains_a_secret(number):
    said = read(number).said
    assert [secret for secret in SECRETS if secret in said] == []


def test_the_samples_hold_the_secrets_that_must_not_come_out():
    everything = b"".join(content for made in SAMPLES for content in made.files.values())
    assert [secret for secret in SECRETS if secret.encode() not in everything] == []


def test_every_format_that_names_its_models_has_a_sample():
    named = {form.id for form in shipped_formats().values() if form.model.fixed is None}
    assert named - {made.format for made in SAMPLES} == set()
