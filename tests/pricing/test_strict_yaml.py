from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from pricing.errors import SheetError
from pricing.files.strict_yaml import MAX_SLIPS, parse, read


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


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a:\n  -\tb", 2, "a tab where a value should begin: use spaces"),
        ("a: b\nc: @d", 2, "a value that begins with '@' must be in quotes"),
        ('a: "b" c', 1, "text follows a closed quote or bracket: put all of it in quotes"),
        ("a: [b] c", 1, "text follows a closed quote or bracket: put all of it in quotes"),
        ("a: 1\n- b", 2, "a list item (-) among keys: indent it below the key it belongs to"),
        (
            "a:\n    b: 1\n  c: 2",
            3,
            "the line is indented like none above it: line it up with its neighbours",
        ),
        ("a: ]", 1, "']' stands where a value should be"),
        ('a: "b\\d"', 1, "a backslash in double quotes: use single quotes"),
        ("a: |b", 1, "while scanning a block scalar did not find expected comment or line break"),
    ],
)
def test_what_is_not_yaml_is_told_in_words_of_who_wrote_it(text, line, said):
    with pytest.raises(SheetError) as refused:
        parse(text, "sheet.yaml")
    assert str(refused.value) == f"sheet.yaml:{line}: not YAML: {said}"


def test_a_path_without_a_file_says_whether_there_is_anything(tmp_path):
    for path, said in ((tmp_path, "not a file"), (tmp_path / "gone.yaml", "no such file")):
        with pytest.raises(SheetError) as refused:
            read(path)
        assert str(refused.value) == f"{path}:1: {said}"


def test_after_many_mistakes_of_one_kind_no_more_are_told():
    with pytest.raises(SheetError) as refused:
        parse("a: 1\n" * (MAX_SLIPS + 9))
    assert [problem.line for problem in refused.value.problems] == [*range(2, MAX_SLIPS + 2)]
