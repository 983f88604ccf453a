"""What is fuzzed: each reader of foreign bytes, held to raise our own errors and no others.

A target takes bytes, returns when they were read or refused as promised, and raises otherwise.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl

from pricing.errors import LogError, PricingError, SheetError, WorkloadError

Target = Callable[[bytes], None]
_PROBE = (
    "at,provider,model,input_tokens,output_tokens,cost\n2026-02-01T00:00:00Z,openai,gpt-5,10,20,1\n"
)
_PROBE_JSON = (
    '{"at": "2026-02-01T00:00:00Z", "model": "gpt-5", "usage": {"input": 1, "output": 2}}\n'
)


def sheet(data: bytes) -> None:
    """A price sheet as the page takes it: parsed, checked, compiled."""
    from pricing.changes.uploaded import uploaded_edition

    try:
        uploaded_edition("sheet.yaml", data)
    except SheetError as error:
        _told(error)


def _told(error: SheetError) -> None:
    assert error.problems
    assert all(problem.line >= 1 and problem.message for problem in error.problems)


def yaml(data: bytes) -> None:
    """The loader of strict YAML alone."""
    from pricing.files.strict_yaml import parse

    try:
        parse(data.decode("utf-8", "replace"))
    except SheetError as error:
        _told(error)


def workloads(data: bytes) -> None:
    """A CSV of workloads; what it gives back as rejected is rejected again, but for names alone."""
    from calculator.workload_csv import read_workload_csv

    try:
        read = read_workload_csv(data)
    except WorkloadError:
        return
    assert read.rows == len(read.workloads) + read.rejected
    if read.rejected:
        again = read_workload_csv(read.rejected_rows.encode())
        taken = {problem.line for problem in read.problems if problem.code == "duplicate"}
        assert again.rows == read.rejected
        assert again.rejected >= read.rejected - len(taken) - read.untold


def link(data: bytes) -> None:
    """A share link, its packed workloads, and the scenario file: by the first byte."""
    from calculator.dashboard.link import decode, encode
    from calculator.dashboard.packed import from_json
    from calculator.dashboard.scenario_file import read_scenario

    kind, rest = data[:1], data[1:]
    try:
        if kind == b"f":
            read_scenario(rest, _known())
        elif kind == b"j":
            _priced(from_json(rest))
        else:
            query = dict(parse_qsl(rest.decode("utf-8", "replace")))
            if kind == b"z":
                query["jobs"] = urlsafe_b64encode(zlib.compress(rest)).decode().rstrip("=")
            reading = decode(query, _known())
            assert decode(encode(reading.scenario), _known()).scenario == reading.scenario
    except WorkloadError:
        assert kind in (b"f", b"j")


@cache
def _known():  # type: ignore[no-untyped-def]
    from calculator.dashboard.link import Known

    return Known(
        frozenset({"rag", "support-bot-thinking"}),
        frozenset({"openai/gpt-5", "moonshot-cn/kimi-k3"}),
        frozenset({"openai", "moonshot-cn"}),
    )


def _priced(jobs: tuple[object, ...]) -> None:
    """What was read can be priced or is refused."""
    from calculator.comparison import compare

    if jobs:
        try:
            compare(jobs[:2], ["alibaba-cn/qwen-plus"])  # type: ignore[arg-type]
        except PricingError:
            return


def log_csv(data: bytes) -> None:
    """A log as a CSV file, recognised, read to its end, and its rejects told."""
    _log("log.csv", data)


def log_json(data: bytes) -> None:
    """A log as a JSON file of any layout."""
    _log("log.jsonl", data)


def log_start(data: bytes) -> None:
    """The look at the first bytes of a log, before any of it reaches DuckDB."""
    from calculator.logs.csv_files import head_of, open_csv
    from calculator.logs.files import log_files
    from calculator.logs.json_files import looks_like_json, open_json

    with TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        try:
            for file in log_files([path], Path(folder)):
                head = head_of(file)
                open_json(file, head) if looks_like_json(head) else open_csv(file, Path(folder))
        except LogError:
            return


def _log(name: str, data: bytes, mapping: Path | None = None) -> None:
    from calculator.logs.reader import read_log

    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            for quick in (False, True):
                with read_log(path, mapping=mapping, salt="fuzz", quick=quick) as log:
                    log.relation.fetchall()
                    log.bill.fetchall()
                    assert all(kind.rows > 0 and kind.reason for kind in log.rejected)
                    assert log.skipped is not None
        except (LogError, SheetError):
            return


def mapping(data: bytes) -> None:
    """A mapping of columns; one that is accepted reads a small log or refuses it."""
    from calculator.logs.format import read_format

    with TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_bytes(data)
        try:
            form = read_format(path)
        except SheetError as error:
            _told(error)
            return
        probe = _PROBE_JSON if form.kinds[0] == "json" else _PROBE
        _log("probe", probe.encode(), path)


def scores(data: bytes) -> None:
    """A table of one's own scores."""
    from calculator.quality.own_scores import read_scores

    try:
        read_scores(data)
    except WorkloadError:
        return


TARGETS: dict[str, Target] = {
    "sheet": sheet,
    "yaml": yaml,
    "workloads": workloads,
    "link": link,
    "log_start": log_start,
    "log_csv": log_csv,
    "log_json": log_json,
    "mapping": mapping,
    "scores": scores,
}
