from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pricing.errors import SheetError
from pricing.files.strict_yaml import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.80", Decimal("0.80")),
        ("128_000", 128_000),
        ("2026-03-01", dt.date(2026, 3, 1)),
        ("true", True),
        ("~", None),
        ("NO", "NO"),
        ("16:30", "16:30"),
        ("012", "012"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("'1'", "1"),
        ("１２", "１２"),
        ("0x1F", "0x1F"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_plain_word_is_read_as_what_it_looks_like_and_no_more(text, value):
    assert parse(f"a: {text}").data == {"a": value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", ":2: 'a' is given twice .first on line 1"),
        ("a: &x 1\nb: *x", ":1: anchors and aliases are not used"),
        ("a: !!int 3", ":1: tags are not used"),
        ("<<: {a: 1}", ":1: merging"),
        ("a: 2026-02-30", ":1: 2026-02-30 is no day: that month has 28"),
        ("a:\n\t- 1", ":2: not YAML.*tab|:2: not YAML"),
        ("[" * 200, "nested more than 20|not YAML"),
        ("a: 1\n---\nb: 2", ":2: a second document"),
        ("? [1]\n: 2", ":1: a key must be a plain word"),
    ],
)
def test_what_misleads_is_refused_at_its_line(text, said):
    with pytest.raises(SheetError, match=said):
        parse(text, "sheet.yaml")
