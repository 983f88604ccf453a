"""What SECURITY.md promises is what the code does."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from calculator.dashboard import serve
from calculator.logs import guard, read_log
from pricing.errors import SheetError

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
LIMITS = re.findall(r"^\| (?:… )?([^|]+) \| ([^|]+) \| `([\w.]+)` \|$", TEXT, re.MULTILINE)
UNITS = {"MB": 10**6, "GB": 10**9}


def _stated(text: str) -> int:
    number, _, unit = text.partition(" ")
    return int(number.replace(",", "")) * UNITS.get(unit, 1)


def _in_code(constant: str) -> int:
    """The value of a constant, of a field's greatest length, or of a setting."""
    if constant.startswith("server."):
        settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
        return int(settings["server"][constant.removeprefix("server.")]) * UNITS["MB"]
    place, _, name = constant.rpartition(".")
    if place[place.rfind(".") + 1].isupper():
        module, _, owner = place.rpartition(".")
        field = getattr(import_module(module), owner).model_fields[name]
        return next(m.max_length for m in field.metadata if hasattr(m, "max_length"))
    value = getattr(import_module(place), name)
    return _stated(value.replace("MB", " MB")) if isinstance(value, str) else int(value)


@pytest.mark.parametrize(("what", "most", "constant"), LIMITS, ids=lambda text: text)
def test_a_limit_is_the_one_in_the_code(what, most, constant):
    assert _stated(most) == _in_code(constant)


def test_the_table_of_limits_is_read_whole():
    rows = [line for line in TEXT.splitlines() if line.startswith("|") and "`" in line]
    assert len(LIMITS) == len(rows) > 30


def test_lengths_of_labels_that_are_searched_for_secrets_are_as_told():
    assert f"A tag of fewer than {guard.LABEL_SEARCHED_FROM} bytes" in TEXT
    assert f"if it has {guard.NAME_SEARCHED_FROM} bytes or more" in TEXT


OWN = """\
schema: 1
id: own
name: Own
kinds: [csv]
time: {at: t}
model: m
counts: {input_tokens: i, output_tokens: o}
labels: {key: who, user: who}
"""


def test_keys_and_people_come_out_hashed_whatever_a_mapping_says(tmp_path):
    log, own = tmp_path / "log.csv", tmp_path / "own.yaml"
    log.write_text("t,m,i,o,who\n2026-02-01T08:00:00Z,m,1,1,Mei\n")
    own.write_text(OWN)
    with read_log(log, mapping=own) as found:
        ((key, user),) = found.relation.project('key, "user"').fetchall()
    assert re.fullmatch("key-[0-9a-f]{10}", key)
    assert re.fullmatch("user-[0-9a-f]{10}", user)
    own.write_text(OWN.replace("user: who", "user: {column: who, as: name}"))
    with pytest.raises(SheetError, match="a key or user is always hashed; map it as a tag"):
        read_log(log, mapping=own)


def test_the_container_is_bounded_as_told():
    compose = (ROOT / "compose.yaml").read_text("utf-8")
    for said in ("read_only: true", "cap_drop: [ALL]", "mem_limit: 1g", '"127.0.0.1:8501:8501"'):
        assert said in compose
    assert "\nUSER 10001\n" in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_server_refuses_what_is_larger_than_any_upload_by_itself():
    from calculator.dashboard.limits import MB, UPLOAD

    assert serve.settings("127.0.0.1", 1)["server.maxUploadSize"] == UPLOAD // MB
