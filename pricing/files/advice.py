"""How a value that does not fit is shown, and how it should have been written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from pricing.errors import did_you_mean

_SHOWN = 40
_MONEY = re.compile(r"[$¥€£￥元]|USD|CNY|RMB")
_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D.*)?", re.ASCII)
_SHARE = re.compile(r"(\d+(?:\.\d+)?) *%", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})(?::([0-5]\d))? *[-–—~至] *(\d{1,2})(?::([0-5]\d))?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)? *([-+])?(0?\d|1[0-4])(?::?([0-5]\d))?", re.ASCII)
_CURRENCIES = {
    **dict.fromkeys(("RMB", "CNH", "YUAN", "¥", "元", "人民币"), "CNY"),
    **dict.fromkeys(("$", "US$", "DOLLAR", "美元"), "USD"),
}


def shown(value: Any) -> str:
    """A value as it stands in a message: short, and told by its kind where that matters.

    >>> shown("1e3"), shown(None), shown((1, 2))
    ("'1e3'", 'nothing', 'a list')
    """
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case tuple():
            return "a list"
        case dict():
            keys = ", ".join(list(map(str, value))[:3])
            return f"keys ({keys}{', …' if len(value) > 3 else ''})"  # noqa: PLR2004
        case str():
            return repr(value if len(value) <= _SHOWN else value[:_SHOWN] + "…")
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def advice(value: Any, wanted: str, key: str = "", choices: str = "") -> str:
    """What to write instead, where that can be told; `wanted` is the type of a pydantic error.

    >>> advice("1e3", "is_instance_of"), advice("2026/3/1", "date_type")
    (': write 1000', ': write 2026-03-01')
    >>> advice("9-12", "string_pattern_mismatch", "hours")
    ': write "09:00-12:00"'
    """
    said = ""
    if wanted == "literal_error":
        return _of_choices(value, choices)
    if key in _CLOCKS and not isinstance(value, dict | tuple | None):
        said = _CLOCKS[key](normalize("NFKC", str(value)))
    elif wanted == "tuple_type" and isinstance(value, dict):
        said = "begin each item with a dash (- )"
    elif wanted in ("dict_type", "model_type") and isinstance(value, tuple):
        said = "take the dashes or brackets away"
    elif wanted == "is_instance_of" and isinstance(value, tuple):
        said = "prices by the size of a request go in tiers"
    elif wanted == "string_type" and not isinstance(value, dict | tuple | None):
        said = "put it in quotes"
    elif key == "multiply" and isinstance(value, str) and (share := _SHARE.fullmatch(value)):
        said = f"write {Decimal(share[1]) / 100:f}"
    elif isinstance(value, str):
        said = _of_text(value, wanted)
    elif wanted == "date_type" and isinstance(value, int):
        said = _of_text(str(value), wanted)
    return f": {said}" if said else ""


def _of_choices(value: Any, choices: str) -> str:
    currency = _CURRENCIES.get(str(value).upper())
    if currency and repr(currency) in choices:
        return f": write {currency}"
    if isinstance(value, str) and value.isdecimal() and value in choices:
        return ": take the quotes away"
    known = re.findall("'([^']+)'", choices)
    same = [choice for choice in known if choice.lower() == str(value).lower()]
    return f": write {same[0]}" if same else did_you_mean(str(value), known)


def _of_text(text: str, wanted: str) -> str:
    narrow = normalize("NFKC", text)
    if re.search("[“”‘’]", text):
        return "curly quotes are part of the text: write straight ones"
    if wanted == "date_type":
        return _of_day(narrow)
    if wanted == "bool_type":
        yes = {"yes": "true", "on": "true", "no": "false", "off": "false"}
        low = narrow.lower()
        return f"write {yes.get(low, low)}" if low in {*yes, "true", "false"} else ""
    if wanted in ("is_instance_of", "int_type"):
        return "its digits are full-width: write " + narrow if narrow != text else _of_number(text)
    return f"it has full-width characters: write {narrow!r}" if narrow != text else ""


def _of_hours(text: str) -> str:
    found = _HOURS.fullmatch(text)
    if not found:
        return ""
    start, start_minutes, end, end_minutes = found.groups("00")
    opens, closes = f"{start:0>2}:{start_minutes}", f"{end:0>2}:{end_minutes}"
    if opens >= "24:00" or closes > "24:00":
        return "a day ends at 24:00"
    return f'write "{opens}-{closes}"'


def _of_offset(text: str) -> str:
    found = _OFFSET.fullmatch(text)
    if not found:
        return 'China is at "+08:00"' if "Shanghai" in text else ""
    sign, hours, minutes = found.groups()
    return f'write "{sign or "+"}{hours:0>2}:{minutes or "00"}"'


_CLOCKS = {"hours": _of_hours, "utc_offset": _of_offset}


def _of_day(text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        return f"write {date(*map(int, found.groups()))}" if found else ""
    except ValueError:
        return "there is no such day"


def _of_number(text: str) -> str:
    bare = text.replace("_", "")
    for pattern, told in _NUMBERS:
        if pattern.fullmatch(bare):
            return told(bare)
    return "write the number alone, `currency` says the money" if _MONEY.search(text) else ""


_NUMBERS: list[tuple[re.Pattern[str], Callable[[str], str]]] = [
    (re.compile(pattern, re.ASCII | re.IGNORECASE), told)
    for pattern, told in (
        (r"0\d+", lambda text: f"write {text.lstrip('0') or 0}"),
        (r"[-+]?\d+(\.\d+)?", lambda _: "take the quotes away"),
        (r"[-+]?\d+(\.\d*)?[eE][-+]?\d{1,2}", lambda text: f"write {Decimal(text):f}"),
        (r"\d{1,3}(,\d{3})+(\.\d+)?", lambda text: f"write {text.replace(',', '_')}"),
        (r"\d+,\d+", lambda text: f"write {text.replace(',', '.')}"),
        (r"\.\d+|\d+\.", lambda text: f"write {Decimal(text).normalize():f}"),
        (r"[\d.]+ *%", lambda _: "leave the % out"),
        (r"[\d.]+ *[kKmM]", lambda _: "write it out, 128_000 or 131_072 as the page means it"),
        (r"free|n/?a|none|-+", lambda _: "0 where it is free, no key where it has no price"),
    )
]
"""Ways to write a number that are not ours, and what is told of each."""
