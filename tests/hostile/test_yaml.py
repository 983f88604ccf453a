"""YAML as nobody should write it: refused in words at its line, or read as what it plainly says."""

from __future__ import annotations

from time import process_time

import pytest

from pricing.changes.uploaded import uploaded_edition
from pricing.errors import SheetError
from pricing.files.strict_yaml import parse

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = {
    "billion laughs": (LAUGHS, ":1: anchors and aliases"),
    "an alias of nothing": ("a: *b", ":1: anchors and aliases"),
    "a merge": ("a: 1\n<<: {b: 2}", ":2: merging"),
    "a Python object": ("a: !!python/object/apply:os.system [ls]", ":1: tags are not used"),
    "a local tag": ("a: !mine 1", ":1: tags are not used"),
    "a verbatim tag": ("a: !<tag:yaml.org,2002:str> 1", ":1: tags are not used"),
    "a binary": ("a: !!binary aGk=", ":1: tags are not used"),
    "two documents": ("a: 1\n---\nb: 2", ":2: a second document"),
    "a list as key": ("? [a]\n: 1", ":1: a key must be a plain word"),
    "a map as key": ("{a: 1}: 2", ":1: a key must be a plain word"),
    "a key twice": ("a: 1\nb: 2\na: 3", ":3: 'a' is given twice"),
    "a key twice in braces": ("x: {a: 1, a: 2}", ":1: 'a' is given twice"),
    "a tab that indents": ("a:\n\tb: 1", ":2: not YAML"),
    "an open bracket": ("a: [1, 2", "not YAML"),
    "an open quotation mark": ('a: "b', "not YAML"),
    "an unknown escape": ('a: "\\q"', ":1: not YAML"),
    "a colon in a text": ("a: b: c", ":1: not YAML"),
    "an at sign": ("a: @b", ":1: not YAML"),
    "a percent sign": ("%a", "not YAML"),
    "a NUL": ("a: \0", "U\\+0000"),
    "a bell": ("a: \a", "U\\+0007"),
    "half a surrogate pair": ("a: \ud800", "U\\+D800"),
    "a day that is none": ("a: 2026-02-30", ":1: 2026-02-30 is no day"),
    "very deep brackets": ("[" * 100_000, "nested"),
    "very deep braces": ("{a: " * 100_000, "nested"),
    "very deep dashes": ("- " * 100_000, "nested"),
    "very deep lines": ("\n".join(" " * n + "a:" for n in range(1_500)), "nested"),
    "very many values": ("".join(f"k{n}: 1\n" for n in range(100_000)), "more than 50,000 values"),
}
READ = {
    "a BOM inside a text": ("a: x\ufeffy", {"a": "x\ufeffy"}),
    "Norway": ("a: [no, NO, n, off, y]", {"a": ("no", "NO", "n", "off", "y")}),
    "numbers of other bases": ("a: [0x1F, 0o17, 017, 0b1]", {"a": ("0x1F", "0o17", "017", "0b1")}),
    "hours": ("a: 22:30:00", {"a": "22:30:00"}),
    "no numbers": ("a: [.inf, -.INF, .nan, 1e400]", {"a": (".inf", "-.INF", ".nan", "1e400")}),
    "a moment": ("a: 2001-12-14t21:59:43Z", {"a": "2001-12-14t21:59:43Z"}),
    "a hundred thousand digits": ("a: " + "9" * 100_000, {"a": "9" * 100_000}),
    "folded and literal texts": ("a: >-\n b\n c\nd: |\n e\n", {"a": "b c", "d": "e\n"}),
    "right to left": ("a: '\u202eabc'", {"a": "\u202eabc"}),
    "an end of document": ("a: 1\n...\n", {"a": 1}),
    "lines that end the old way": ("a: 1\rb: 2\r", {"a": 1, "b": 2}),
    "two million characters of a comment": ("#" * 2_000_000, None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_yaml_that_nobody_needs_is_refused_at_once(name):
    text, said = REFUSED[name]
    begun = process_time()
    with pytest.raises(SheetError, match=said):
        parse(text)
    assert process_time() - begun < 2


@pytest.mark.parametrize("name", READ)
def test_odd_yaml_is_read_as_what_it_says(name):
    text, value = READ[name]
    assert parse(text).data == value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("provider: x\n".encode("utf-16"), "UTF-16"),
        ("provider: x\n".encode("utf-32"), "UTF-16|not text|UTF-8|U\\+0000"),
        (b"provider: \xff\xfe", "not UTF-8"),
        (b"\x00" * 1_000, "U\\+0000"),
        (b"PK\x03\x04", "U\\+0003"),
        (b" " * 2_000_001, "too many"),
    ],
)
def test_what_is_no_sheet_at_all_is_refused_in_words(content, said):
    with pytest.raises(SheetError, match=said):
        uploaded_edition("sheet.yaml", content)


@pytest.mark.parametrize("name", ["../../x.yaml", "..", "x\0y.yaml", "x" * 5_000, "\ud800.yaml"])
def test_no_name_of_an_uploaded_sheet_is_a_path(name):
    with pytest.raises(SheetError, match="needed"):
        uploaded_edition(name, b"provider: ../../escaped\n")


@pytest.mark.parametrize("line", ["a: !{0} 1", "{0}: 1\n{0}: 2", "provider: {0}", "{0}: 1"])
def test_a_vast_value_is_not_told_whole(line):
    with pytest.raises(SheetError) as found:
        uploaded_edition("sheet.yaml", line.format("x" * 900_000).encode())
    assert len(str(found.value)) < 15_000
