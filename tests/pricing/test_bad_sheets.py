# ruff: noqa: E501
"""One mistake at a time in a good sheet: each gives one message at its line."""

from __future__ import annotations

import pytest

from pricing.check import check_sheets

GOOD = """schema: 1
provider: bad
name: Bad
revision: 2026-11-24
currency: CNY
timezone: Asia/Shanghai
source: {status: community, url: "https://example.org", retrieved: 2026-11-20}
models:
  m:
    thinking: billed_as_output
    prices:
      - from: 2026-01-01
        input: 1
        output: 2
"""
MISTAKES = {
    "a misspelt key": ("input: 1\n", "inptu: 1\n", 13, "unknown key 'inptu'; did you mean 'input'"),
    "a number in scientific notation": ("input: 1\n", "input: 1e3\n", 13, "got str '1e3'"),
    "full-width digits": ("input: 1\n", "input: １\n", 13, "got str '１'"),
    "a negative price": ("input: 1\n", "input: -1\n", 13, "greater than or equal to 0"),
    "a float artefact": ("input: 1\n", "input: 0.18000000000000002\n", 1, "finer than"),
    "no thinking treatment": ("    thinking: billed_as_output\n", "", 9, "how thinking is billed"),
    "an unknown treatment": ("billed_as_output", "included", 10, "'billed_as_output'"),
    "a zone that does not exist": ("Asia/Shanghai", "Asia/Peking", 6, "not a time zone"),
    "a country code read as false elsewhere": ("currency: CNY", "currency: NO", 5, "'CNY'"),
    "no source": ("retrieved: 2026-11-20", "note: x", 1, "needs status, url and retrieved"),
    "no output rate": ("        output: 2\n", "", 12, "input and output rates are needed"),
    "entries out of order": (
        "        output: 2\n",
        "        output: 2\n      - {from: 2025-01-01, input: 1, output: 2}\n",
        9,
        "rising order of from",
    ),
    "until before from": (
        "        input: 1\n",
        "        until: 2025-01-01\n        input: 1\n",
        12,
        "is not after",
    ),
    "tiers out of order": (
        "        input: 1\n        output: 2\n",
        "        tiers: [{up_to: 20, input: 1, output: 2}, {up_to: 10, input: 1, output: 2},"
        " {input: 1, output: 2}]\n",
        12,
        "rising order of up_to",
    ),
    "no open tier": (
        "        input: 1\n        output: 2\n",
        "        tiers: [{up_to: 20, input: 1, output: 2}]\n",
        12,
        "last tier must be open",
    ),
    "hours without minutes": (
        "        output: 2\n",
        '        output: 2\n        windows: {p: {hours: "9-12", utc_offset: "+08:00", multiply: 2}}\n',
        15,
        "hours",
    ),
    "overlapping windows": (
        "        output: 2\n",
        '        output: 2\n        windows:\n          a: {hours: "09:00-12:00", utc_offset: "+00:00", multiply: 2}\n'
        '          b: {hours: "11:00-13:00", utc_offset: "+00:00", multiply: 3}\n',
        12,
        "'a' and 'b' overlap",
    ),
    "a resale of nothing": (
        "    thinking: billed_as_output\n    prices:\n      - from: 2026-01-01\n        input: 1\n        output: 2\n",
        "    resells: nobody/nothing\n",
        1,
        "no sheet prices itself",
    ),
    "a mode rate without its rates": ("billed_as_output", "mode_rate", 9, "go together"),
    "a wrong file name": ("provider: bad", "provider: worse", 2, "must stand in a file worse.yaml"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gives_one_clear_message_at_its_line(mistake, tmp_path):
    old, new, line, said = MISTAKES[mistake]
    assert old in GOOD
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    problems = check_sheets([path])
    assert [problem.line for problem in problems] == [line]
    assert said in problems[0].message


def test_the_sheet_without_the_mistakes_has_no_problem(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD)
    assert check_sheets([path]) == []
