"""What is told of a value that does not fit: what is wrong, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

from pricing.errors import did_you_mean
from pricing.files.advice import advice, shown
from pricing.files.keys import keys_at, meaning_of, owners
from pricing.files.strict_yaml import KeyPath

MOST_TOLD = 200
"""More errors than that in one file are one error repeated."""

_FEW = 4
_BY_TYPE = {
    "is_instance_of": "a number such as 0.80",
    "int_type": "a whole number such as 128_000",
    "date_type": "a day such as 2026-03-01",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": "keys with values below it",
    "model_type": "keys with values below it",
    "bool_type": "true or false",
}
_BY_BOUND = {
    "too_long": ("max_length", "of no more items than"),
    "too_short": ("min_length", "of no fewer items than"),
    "string_too_long": ("max_length", "text with no more characters than"),
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}
_BY_KEY = {
    "cache_ttl": "lifetimes such as [5m, 1h]",
    "hours": 'hours such as "09:00-12:00", two digits each and in quotes',
    "utc_offset": 'an offset such as "+08:00", in quotes',
    "days": "days from 1 (Monday) to 7 (Sunday), such as [1, 2, 3, 4, 5]",
    "url": "an address that begins with https://",
    "provider": "small letters, digits and hyphens, such as moonshot-cn",
    "holidays": "a country of two capitals, such as CN",
    "aliases": "names without spaces, such as [kimi-latest, moonshotai/kimi-k2]",
}
_KEYS_BELOW = {
    "models": "an id without spaces that does not begin with /",
    "sources": "a name without spaces that does not begin with /",
    "rates": "a pair of currencies such as USD/CNY",
}


def explain(errors: Iterable[Any], data: Any, kind: type[Any]) -> dict[KeyPath, str]:
    """One message for each place at which validation found something wrong, of the first many."""
    real = (error for error in errors if not _is_short_of_bad_items(error))
    meant = _of_the_shape_meant(list(islice(real, MOST_TOLD)), data)
    unknown = [e["loc"] for e in meant if e["type"] == "extra_forbidden"]
    told: dict[KeyPath, str] = {}
    for error in meant:
        place = _without_branches(error, data)
        slips = getattr(error.get("ctx", {}).get("error"), "slips", ())
        for slip in slips:
            there = (*place, *slip.keys)
            told.setdefault(there, f"{place_words(data, there)}: {slip.message}")
        if not slips and not (error["type"] == "missing" and _was_misspelt(place, unknown)):
            told.setdefault(place, _said(error, place, data, kind))
    return told


def _is_short_of_bad_items(error: Any) -> bool:
    """Whether a list seems too short only because its bad items, told besides, do not count."""
    is_short: bool = error["type"] == "too_short"
    return is_short and error["ctx"]["actual_length"] < len(error["input"])


def place_words(data: Any, place: KeyPath) -> str:
    """A place as a person calls it: `models.m from 2026-03-01: tiers#2.up_to`; items from 1."""
    words = ""
    for depth, key in enumerate(place):
        here = value_at(data, place[: depth + 1])
        day = here.get("from") if isinstance(here, dict) else None
        if place[:depth][-1:] == ("prices",) and isinstance(day, date):
            words = f"{words.removesuffix('.prices')} from {day}:"
        elif isinstance(key, int):
            words += f"#{key + 1}"
        else:
            words += (" " if words.endswith(":") else "." if words else "") + key
    return words.removesuffix(":") or "sheet"


def value_at(data: Any, place: KeyPath) -> Any:
    """What stands at a place of a file, or None."""
    for key in place:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _branches(error: Any, data: Any) -> list[tuple[int, str]]:
    """What in an error's place is no key of the file but the shape that was tried, by depth."""
    found, here = [], data
    for depth, key in enumerate(error["loc"]):
        try:
            here = here[key]
        except (KeyError, IndexError, TypeError):
            if error["type"] == "missing" and depth == len(error["loc"]) - 1:
                break
            found.append((depth, str(key)))
    return found


def _without_branches(error: Any, data: Any) -> KeyPath:
    no_keys = {depth for depth, _ in _branches(error, data)}
    return tuple(key for depth, key in enumerate(error["loc"]) if depth not in no_keys)


def _of_the_shape_meant(errors: list[Any], data: Any) -> list[Any]:
    """Where a key takes several shapes: only the errors of the shape its value has."""
    chosen: dict[KeyPath, str] = {}
    for error in errors:
        for depth, branch in _branches(error, data):
            at = error["loc"][:depth]
            value = value_at(data, at)
            if at not in chosen or (_has(value, branch) and not _has(value, chosen[at])):
                chosen[at] = branch
    return [
        e for e in errors if all(chosen[e["loc"][:d]] == branch for d, branch in _branches(e, data))
    ]


def _has(value: Any, branch: str) -> bool:
    is_model = branch[:1].isupper() or "_has_no_slip" in branch
    if isinstance(value, dict):
        return is_model
    return isinstance(value, tuple) == branch.startswith("tuple[") and not is_model


def _was_misspelt(missing: KeyPath, unknown: list[KeyPath]) -> bool:
    beside = [str(loc[-1]) for loc in unknown if loc[:-1] == missing[:-1]]
    return any(did_you_mean(word, [str(missing[-1])]) for word in beside)


def _said(error: Any, place: KeyPath, data: Any, kind: type[Any]) -> str:
    value, type_ = error.get("input"), error["type"]
    if value is None and not place:
        return "the file is empty: begin with schema: 1"
    if type_ == "extra_forbidden":
        return f"{place_words(data, place[:-1])}: {_unknown_key(place, kind)}"
    words = place_words(data, place)
    if type_ == "missing":
        return f"{words}: this key is needed{meaning_of(kind, place)}"
    if type_ == "value_error":
        return f"{words}: {error['ctx']['error']!s}"
    is_key = error["loc"][-1:] == ("[key]",)
    named = [str(key) for key in (place[:-1] if is_key else place) if not isinstance(key, int)]
    key = named[-1] if named else ""
    if is_key:
        words = f"{place_words(data, place[:-1])}: a key"
    choices = error["ctx"]["expected"] if type_ == "literal_error" else ""
    wanted = choices or (_KEYS_BELOW.get(key) if is_key else _wanted(error, place, key, kind))
    told = f"should be {wanted}; got {shown(value)}{advice(value, type_, key, choices)}"
    return f"{words} {told}" if is_key else f"{words}: {told}"


def _wanted(error: Any, place: KeyPath, key: str, kind: type[Any]) -> str:
    type_ = error["type"]
    if type_ in _BY_BOUND and key != "days":
        name, words = _BY_BOUND[type_]
        bound = error["ctx"][name]
        return f"{words} {bound:,}" if isinstance(bound, int) else f"{words} {bound}"
    if key in _BY_KEY:
        return _BY_KEY[key]
    if type_ in ("model_type", "dict_type") and (below := keys_at(kind, place)):
        more = ", …" if len(below) > _FEW else ""
        return f"keys with values below it ({', '.join(below[:_FEW])}{more})"
    said: str = error["msg"]
    return _BY_TYPE.get(type_) or said.removeprefix("Input should be ")


def _unknown_key(place: KeyPath, kind: type[Any]) -> str:
    key = str(place[-1])
    here, elsewhere = keys_at(kind, place[:-1]), owners(kind)
    said = f"unknown key {shown(key)}"
    if "：" in key:
        return f"{said}: its colon is full-width, write {key.replace('：', ': ')!r}"
    if key in elsewhere:
        return f"{said} here: it belongs to {elsewhere[key]}"
    if near := did_you_mean(key.strip("\u3000\xa0").lower(), here):
        return said + near
    return f"{said}{did_you_mean(key, elsewhere)} (here: {', '.join(here)})"
