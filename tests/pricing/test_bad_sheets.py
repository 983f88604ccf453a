"""Bad sheets, one mistake in each: one message at its line, soon, and in little memory.

The sheets lie in `tests/bad_sheets/`, named after the mistake; what only warns begins with `odd-`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pricing.care.check import check_sheets

FOLDER = Path(__file__).parent.parent / "bad_sheets"
TODAY = date(2026, 11, 24)
GOOD = """schema: 1
provider: huge
name: Good
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

TOLD = {
    "alias-as-number": (11, "should be names without spaces", "got 4: put it in quotes"),
    "alias-is-another-id": (11, "'n' is the id of another model"),
    "alias-of-two": (18, "'latest' already names 'm': a name means one model"),
    "alias-twice": (11, "aliases#2: 'latest' is given twice: take one out"),
    "aliases-as-text": (11, "should be names without spaces, such as [kimi-latest, ", "'m-latest'"),
    "anchor": (14, "anchors and aliases are not used here: write the value out"),
    "billion-laughs": (1, "anchors and aliases are not used here"),
    "capital-provider": (2, "small letters, digits and hyphens, such as moonshot-cn", "'Capital'"),
    "charge-twice": (8, "charges#1: give either percent or per_month"),
    "checked-in-the-future": (7, "2027-11-20 has not come yet: write the day the page was checked"),
    "clock-as-price": (14, "input: should be a number such as 0.80; got '16:30'"),
    "colon-in-text": (3, "a text with ': ' in it must be in quotes"),
    "context-window-128k": (11, "got '128K': write it out, 128_000 or 131_072"),
    "country-no": (5, "currency: should be 'CNY', 'USD', ", "got 'NO'"),
    "currency-rmb": (5, "got 'RMB': write CNY"),
    "date-as-number": (13, "got 20260101: write 2026-01-01"),
    "date-with-slashes": (13, "got '2026/1/1': write 2026-01-01"),
    "day-8": (17, "days#2: should be days from 1 (Monday) to 7 (Sunday)", "got 8"),
    "decimal-comma": (14, "got '0,8': write 0.8"),
    "deep-nesting": (16, "nested more than 20 levels deep"),
    "duplicate-key": (15, "'input' is given twice (first on line 14): keep one"),
    "empty": (1, "the file is empty: begin with schema: 1"),
    "entries-out-of-order": (
        16,
        "2025-01-01 does not come after 2026-01-01: keep entries",
    ),
    "fee-without-price": (
        16,
        "should be keys with values below it (price, per); got 1",
    ),
    "file-not-provider": (2, "'another' is not the file's name: call that another.yaml"),
    "float-artefact": (14, "0.18000000000000002 has more than six decimals", "write 0.18"),
    "full-width-colon": (14, "the colon after the key is full-width (：): write ': '"),
    "full-width-comma": (7, "'，' is full-width: write ','"),
    "full-width-digits": (14, "got '１２': its digits are full-width: write 12"),
    "future-schema": (1, "schema: should be 1; got 2"),
    "gbk": (3, "is not UTF-8 text (perhaps GBK or Latin-1): save the file as UTF-8"),
    "hours-9-12": (17, "two digits each and in quotes; got '9-12': write \"09:00-12:00\""),
    "hours-full-width": (17, "got '09：00-12：00': write \"09:00-12:00\""),
    "hours-that-end-as-they-begin": (17, 'ends as it begins: write "00:00-24:00" for all day'),
    "indented-too-far": (15, "'output' is indented deeper than the line above", "line them up"),
    "indented-too-little": (15, "indented like none above it: line it up with its neighbours"),
    "key-of-another-level": (14, "unknown key 'context_window' here: it belongs to a model"),
    "key-with-structure": (14, "a key must be a plain word"),
    "list-at-the-top": (
        1,
        "(schema, provider, name, ",
        "got a list: take the dashes or brackets away",
    ),
    "marginal-with-cache": (14, "marginal tiers cannot have cache rates"),
    "marginal-without-tiers": (14, "tier_mode: marginal needs tiers"),
    "markup-without-resells": (
        11,
        "goes with resells only: write the marked-up prices out",
    ),
    "merge-key": (14, "merging (<<) is not used here: write the values out"),
    "missing-colon": (14, "'input 1' is neither `key: value` nor `- item`: is the colon missing?"),
    "missing-key": (1, "currency: this key is needed (What the provider prices in)"),
    "missing-source": (1, "source: this key is needed (Where the prices come from"),
    "missing-space": (14, "a space is missing after 'input:'"),
    "misspelt-bound-key": (15, "tiers#1.up_to: unknown key 'inputs'; did you mean 'input'?"),
    "misspelt-entry-key": (14, "unknown key 'inptu'; did you mean 'input'?"),
    "misspelt-model-key": (11, "models.m: unknown key 'contextwindow'", "'context_window'?"),
    "misspelt-rate-key": (16, "unknown key 'cache_raed'; did you mean 'cache_read'"),
    "misspelt-source-key": (7, "source: unknown key 'retreived'; did you mean 'retrieved'?"),
    "misspelt-top-key": (6, "sheet: unknown key 'timezon'; did you mean 'timezone'?"),
    "mode-rate-without-mode": (16, "goes with thinking: mode_rate, not billed_as_output"),
    "mode-without-mode-rate": (13, "thinking: mode_rate needs when_thinking: {output: …}"),
    "model-id-with-space": (10, "a key should be an id without spaces", "got 'm 2'"),
    "models-as-list": (9, "models: should be keys with values", "take the dashes or brackets away"),
    "multiply-percent": (17, "should be a number such as 0.80; got '50%': write 0.5"),
    "named-source-like-another": (9, "page.like: a source of the whole sheet is written out"),
    "negative-price": (14, "input: should be at least 0; got -1"),
    "no-day": (17, "days: no day is given: leave the key out for every day"),
    "no-models": (9, "no model is given: a sheet without one changes nothing"),
    "no-open-tier": (16, "the last tier must hold all larger requests: leave its up_to out"),
    "no-output-rate": (13, "output: this key is needed: a price has input and output"),
    "no-prices": (10, "models.m: give either prices or resells"),
    "no-such-day": (13, "2026-02-30 is no day: that month has 28"),
    "no-thinking": (
        10,
        "say how thinking is billed (thinking: not_applicable where",
    ),
    "nul-byte": (14, "the character U+0000 may not stand in a file: take it out"),
    "octal": (14, "got '010': write 10"),
    "odd-alias-is-own-id": (11, "'m' is the id of this model already: take it out"),
    "odd-cache-read-above-input": (14, "1 is cheaper than what is read from the cache (10)"),
    "odd-cache-write-below-input": (16, "0.5 is cheaper than input that is not written to the"),
    "odd-hole-in-dates": (14, "no price is known from here to 2026-06-01", "a `note`"),
    "odd-jump": (16, "output: 2 → 8 (×4): say in a `note` why it jumps"),
    "odd-jump-of-a-mode": (20, "thinking output 8 → 2 (÷4): say in a `note`"),
    "odd-names-alike": (16, "'M_2.5' differs from 'm-2.5' by letter case, dots and"),
    "odd-open-side": (
        15,
        "warning: ",
        "more than 200 output tokens is priced by tier 2, of larger",
    ),
    "odd-output-below-input": (15, "0.5 is cheaper than input (1): if so, say it in a `note`"),
    "odd-repeat": (16, "the prices of the entry before, unchanged: take it out"),
    "odd-stale": (
        7,
        "warning: ",
        "last checked 96 days ago, on 2026-08-20: look at the page",
    ),
    "odd-tier-out-of-reach": (17, "context window is 32,000: it can never apply"),
    "odd-unused-source": (9, "no price names this source: take it out, or name it"),
    "offset-as-number": (17, 'should be an offset such as "+08:00"', 'got 8: write "+08:00"'),
    "offset-by-name": (17, "got 'Asia/Shanghai': China is at \"+08:00\""),
    "only-comments": (1, "the file is empty: begin with schema: 1"),
    "open-tier-in-the-middle": (16, "tiers#2: only the last tier may leave up_to out"),
    "overlapping-windows": (18, "'noon' is open while 'peak' is"),
    "percent-sign": (8, "got '6%': leave the % out"),
    "price-free": (14, "got 'free': 0 where it is free, no key where it has no price"),
    "price-in-quotes": (14, "got '1': take the quotes away"),
    "price-list": (14, "got a list: prices by the size of a request go in tiers"),
    "price-missing": (14, "input: this key is needed: a price has input and output"),
    "price-too-high": (14, "input: should be at most 1,000,000; got 12000000"),
    "price-with-sign": (14, "got '¥1': write the number alone, `currency` says the money"),
    "prices-without-dash": (12, "got keys (from, input, output): begin each item with a dash (- )"),
    "reasoning-without-rate-treatment": (16, "goes with thinking: separate_rate, not billed_as_"),
    "resale-and-prices": (10, "models.m: give either prices or resells"),
    "resale-of-a-resale": (17, "is itself a resale: name 'resale-of-a-resale/m'"),
    "resale-of-nothing": (17, "no sheet has 'resale-of-nothing/n'; did you mean 'resale-of-no"),
    "revision-before-check": (7, "later than the sheet's revision, 2026-11-01"),
    "revision-in-the-future": (4, "2027-11-24 has not come yet (it is 2026-11-24)"),
    "scientific": (14, "got '1e3': write 1000"),
    "service-tier-standard": (17, "the standard tier is the entry itself: give the others here"),
    "service-tier-too-fine": (
        17,
        "1 × 0.3333333 has more than six decimals",
        "write the prices out",
    ),
    "service-tier-twice-priced": (17, "batch: give either multiply or rates of its own"),
    "seven-decimals": (14, "input: 0.1234567 has more than six decimals per million tokens"),
    "source-without-day": (7, "source: retrieved needed: every price says where it is from"),
    "source-without-scheme": (7, "should be an address that begins with https://", "'example.org'"),
    "special-space": (14, "indented with the space U+3000: use ordinary ones"),
    "successor-of-itself": (11, "models.m.successor: leads back to this model: name one that is"),
    "tab-as-value": (4, "indented with a tab: use spaces"),
    "tabs": (14, "indented with a tab: use spaces"),
    "tag": (14, "tags are not used here: take !!float out"),
    "thousands-comma": (11, "got '128,000': write 128_000"),
    "tier-bound-128k": (15, "got '128K': write it out, 128_000 or 131_072"),
    "tier-never-applies": (16, "tier 1 holds all of these requests: keep tiers in rising order"),
    "tier-out-of-order": (16, "tier 1 holds all of these requests: keep tiers in rising order"),
    "tier-twice": (16, "tier 1 holds all of these requests: keep tiers in rising order"),
    "tier-without-output": (15, "tiers#1.output: this key is needed: a price has input and output"),
    "tiers-and-rates": (13, "give either tiers or one set of rates, not both"),
    "treatment-without-reasoning": (13, "thinking: separate_rate needs a reasoning rate"),
    "two-documents": (9, "a second document begins here (---): keep one per file"),
    "unclosed-brace": (7, "'{' is not closed by '}', or a comma is missing after it"),
    "unclosed-quote": (7, "the quote that opens here is never closed"),
    "unknown-fee": (16, "a key should be 'request', 'web_search', ", "did you mean 'web_search'?"),
    "unknown-holidays": (17, "no calendar of public holidays is known for 'XX'"),
    "unknown-key": (14, "unknown key 'zzz' (here: input, cache_read, "),
    "unknown-source": (16, "the sheet has no source named 'price-page': describe it in sources"),
    "unknown-status": (7, "got 'offical'; did you mean 'official'?"),
    "unknown-successor": (11, "unknown-successor has no model 'mm'"),
    "unknown-treatment": (11, "thinking: should be 'billed_as_output', ", "got 'included'"),
    "until-after-next-from": (14, "2026-06-01 is after the next entry's from, 2026-03-01"),
    "until-before-from": (14, "until: 2025-01-01 is not after from, 2026-01-01"),
    "utf-16": (1, "this is UTF-16 text: save the file as UTF-8"),
    "value-with-at": (3, "a value that begins with '@' must be in quotes"),
    "window-twice-priced": (17, "windows.peak: give either multiply or rates"),
    "wrong-zone": (6, "'Asia/Beijing' is not a time zone", "did you mean 'Asia/Shanghai'?"),
    "zone-as-offset": (6, "'UTC+8' is not a time zone", "name a place, not an offset"),
    "yes-for-true": (8, "included: should be true or false; got 'yes': write true"),
}
"""Sheet, the line of its mistake, and words that the one message about it contains."""

MANY = 1_900_000
HUGE = {
    "ten megabytes": "[" * 10_000_000,
    "brackets": "[" * MANY,
    "braces": "{a: " * (MANY // 4),
    "stairs": "\n".join(" " * depth + "a:" for depth in range(1_900)),
    "items": "- 1\n" * (MANY // 4),
    "flow items": "[" + "1," * (MANY // 2) + "]",
    "anchors": GOOD + "".join(f"a{n}: &a{n} 1\n" for n in range(100_000)),
    "repeated keys": "a: 1\n" * (MANY // 5),
    "unknown keys": GOOD + "".join(f"        k{n}: 1\n" for n in range(45_000)),
    "wrong prices": GOOD + "      - {from: 2026-01-01, input: x, output: y}\n" * 12_000,
    "one long text": 'a: "' + "x" * MANY + '"',
    "one long number": GOOD.replace("input: 1", "input: " + "9" * MANY),
    "blank lines": "\n" * MANY,
    "colons": "a" + ": a" * (MANY // 3),
    "tiers": GOOD
    + "        service_tiers: {b: {tiers: ["
    + "".join(f"{{up_to: {n + 1}, input: 1, output: 2}}, " for n in range(9_000))
    + "{input: 1, output: 2}]}}\n",
    "windows of many holidays": GOOD.replace("2026-01-01", "2015-01-01")
    + "        windows:\n"
    + "".join(
        f'          w{n}: {{hours: "0{n}:00-0{n}:30", utc_offset: "+00:00",'
        f" except: {{holidays: {country}}}, multiply: 2}}\n"
        for n, country in enumerate(["CN", "US", "IN", "DE", "JP", "KR", "GB", "FR"])
    ),
    "resales of nothing": GOOD + "".join(f"  r{n}: {{resells: huge/n{n}}}\n" for n in range(9_000)),
}
"""Sheets too large to keep: each is refused."""


@pytest.mark.parametrize("sheet", sorted(path.stem for path in FOLDER.iterdir()))
def test_a_mistake_gives_one_message_at_its_line(sheet):
    line, *words = TOLD[sheet]
    (told,) = check_sheets([FOLDER / f"{sheet}.yaml"], today=TODAY)
    assert told.line == line
    assert ("warning: " in str(told)) == sheet.startswith("odd-")
    for part in words:
        assert part in str(told)


def test_every_row_of_the_table_has_its_sheet():
    assert sorted(TOLD) == sorted(path.stem for path in FOLDER.iterdir())


def test_the_sheet_without_the_mistakes_has_no_problem(tmp_path):
    (tmp_path / "huge.yaml").write_text(GOOD)
    assert check_sheets([tmp_path], today=TODAY) == []


def test_no_bad_sheet_hangs_or_takes_much_memory(tmp_path):
    for number, text in enumerate(HUGE.values()):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "huge.yaml").write_text(text)
    code = f"""if True:
        import json, re, resource, time
        from datetime import date
        from pathlib import Path
        from pricing.care.check import check_sheets
        took = {{}}
        for path in [*Path({str(FOLDER)!r}).iterdir(), *Path({str(tmp_path)!r}).glob("*/*.yaml")]:
            began = time.perf_counter()
            found = check_sheets([path], today=date(2026, 11, 24))
            took[f"{{path.parent.name}}/{{path.name}}"] = [time.perf_counter() - began, len(found)]
        status = Path("/proc/self/status")  # ru_maxrss would count the process that started us
        if status.exists():
            peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
        else:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps([took, peak]))
    """
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root
    )
    took, peak = json.loads(done.stdout)
    assert len(took) == len(TOLD) + len(HUGE)
    assert {name: one for name, one in took.items() if one[0] > 2 or not one[1]} == {}
    assert peak < 200_000_000
