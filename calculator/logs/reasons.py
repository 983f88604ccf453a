"""Why a row could not be read: short codes in the `reject` column, and the words for them."""

from __future__ import annotations

NOT_JSON = "not_json"
NO_TIME = "no_time"
NO_MODEL = "no_model"
UNKNOWN_METER = "unknown_meter"
NOT_A_SUM = "not_a_sum"
CUT_OFF = "too_few_cells"
NEGATIVE = "negative"
OPEN_QUOTE = "open_quote"
NOT_UTF8 = "not_utf8"

_WORDS = {
    NOT_JSON: "the line is not JSON: it is cut off or damaged",
    NO_TIME: "no time that can be read",
    NO_MODEL: "no model is named",
    UNKNOWN_METER: "the row counts something that the format does not name",
    NEGATIVE: "the row counts less than nothing",
    NOT_A_SUM: "the parts do not add up to the total that the row states",
    CUT_OFF: "the line has fewer cells than the header: it is cut off",
    "too_many_cells": "the line has more cells than the header",
    "too_long": "the line is longer than any usage record",
    NOT_UTF8: "the line is not UTF-8 text",
    OPEN_QUOTE: "a quotation mark is not closed where its cell ends: the line is damaged",
}
_STRUCTURAL = {
    "MISSING COLUMNS": CUT_OFF,
    "TOO MANY COLUMNS": "too_many_cells",
    "LINE SIZE OVER MAXIMUM": "too_long",
    "INVALID ENCODING": NOT_UTF8,
    "UNQUOTED VALUE": OPEN_QUOTE,
}


def unreadable(field: str) -> str:
    """The code of a cell that is filled with something else than what belongs there."""
    return f"unreadable:{field}"


def missing(field: str) -> str:
    """The code of a cell that is empty and must not be."""
    return f"missing:{field}"


def of_line(error: str, of_cell: str | None) -> str:
    """The code of what DuckDB says of a line: that of a cell, or of the line as a whole."""
    if error == "CAST" and of_cell:
        return of_cell
    return _STRUCTURAL.get(error, CUT_OFF)


def in_words(code: str) -> str:
    """What a code says, in words.

    >>> in_words("unreadable:input_tokens")
    'input_tokens is not a whole number'
    """
    kind, _, field = code.partition(":")
    if kind == "missing":
        return f"{field} is empty"
    if kind == "unreadable":
        money = field.endswith("_amount")
        return f"{field} is not an amount" if money else f"{field} is not a whole number"
    return _WORDS.get(code, code)
