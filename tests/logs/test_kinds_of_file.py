"""A format reads the same from every kind of file that it comes as."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from calculator.logs import read_log
from calculator.logs.format import shipped_formats
from tests.logs.make_samples import Sample, as_csv, as_json, as_lines
from tests.logs.test_readers import SAMPLES, USAGE, in_order, rows_of, whole, with_hashes


def records_of(sample: Sample) -> list[dict[str, Any]]:
    (content,) = sample.files.values()
    text = content.decode("utf-8-sig")
    if text.startswith("["):
        return json.loads(text)
    if text.startswith('{\n "data"'):
        return json.loads(text)["data"]
    if text.startswith("{"):
        return [json.loads(line) for line in text.splitlines()]
    # In JSON our own names are written with underscores.
    rows = csv.DictReader(io.StringIO(text))
    return [{name.replace(" ", "_"): value for name, value in row.items()} for row in rows]


def cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def written(records: list[dict[str, Any]], kind: str, path) -> None:
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    elif kind == "csv":
        names = list(records[0])
        path.write_bytes(as_csv([names, *([cell(r[n]) for n in names] for r in records)]))
    else:
        path.write_bytes(as_lines(records) if kind == "lines" else as_json(records))


def cases() -> list[Any]:
    found = []
    for sample in SAMPLES:
        form = shipped_formats()[sample.format]
        kinds = [k for k in form.kinds if k != "json"] + ["lines"] * ("json" in form.kinds)
        gb = any(name.endswith("志.csv") for name in sample.files)
        if len(form.kinds) > 1 and len(sample.files) == 1 and not gb:
            kinds += ["list"] if "json" in form.kinds else []
            found += [pytest.param(sample, k, id=f"{sample.format}-{k}") for k in kinds]
    return found


@pytest.mark.parametrize(("sample", "kind"), cases())
def test_a_format_reads_the_same_from_every_kind_of_file(sample, kind, tmp_path):
    written(records_of(sample), kind, tmp_path / "log")
    with read_log(tmp_path / "log", salt="of the tests") as log:
        assert [one.format for one in log.recognised] == [sample.format]
        found = in_order(rows_of(log.relation))
        assert log.rejected == ()
        assert sum(kind.rows for kind in log.skipped) == sample.skipped
    expected = in_order([whole(row, USAGE) for row in sample.rows])
    assert [with_hashes(got, row) for got, row in zip(found, expected, strict=True)] == expected
