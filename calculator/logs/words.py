"""What a format means, in words: for the result, and for the table in the documentation."""

from __future__ import annotations

from calculator.logs.format import LogFormat, shipped_formats
from calculator.logs.values import Text

_KINDS = {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}
_PERIOD = {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month"}


def format_name(name: str, language: str) -> str:
    """A format's display name in the reader's language; a mapping of one's own keeps its own.

    >>> format_name("Plain table", "zh"), format_name("Our gateway", "zh")
    ('通用表格', 'Our gateway')
    """
    known = (form for form in shipped_formats().values() if form.name == name)
    return next((form.name_zh for form in known if language == "zh"), "") or name


def convention(form: LogFormat) -> str:
    """What the counts, times and amounts of a format mean, in one line."""
    parts = [_rows(form)]
    if form.holds == "usage":
        parts += [_cached(form), _reasoning(form)]
    return "; ".join([*parts, _zone(form), *_money(form)])


def _rows(form: LogFormat) -> str:
    if form.time.period == "as_written":
        return "a row is a request, or sums up the day or month it is dated"
    if form.time.until is not None:
        return "a row sums up a period"
    if form.time.period is None:
        return "a row is a request"
    return f"a row sums up {_PERIOD[form.time.period]}"


def _counted(form: LogFormat) -> set[str]:
    return {*form.counts, *(form.long.meters.values() if form.long else ())}


def _cached(form: LogFormat) -> str:
    if form.prefix_blocks:
        return f"cached tokens from hashes of {form.prefix_blocks.tokens}-token blocks seen earlier"
    if not _counted(form) & {"cache_read_tokens", "cache_write_tokens"}:
        return "cached tokens not told"
    beside = form.usage.cached == "beside_input"
    where = "beside the input" if beside else "inside the input"
    return f"cached tokens {where}" + (", in some rows beside it" if form.beside_when else "")


def _reasoning(form: LogFormat) -> str:
    if "reasoning_tokens" not in _counted(form):
        return "reasoning tokens not told"
    if form.beside_by_total:
        return "reasoning tokens inside the output, or beside it where only that adds up"
    beside = form.usage.reasoning == "beside_output"
    return f"reasoning tokens {'beside' if beside else 'inside'} the output"


def _zone(form: LogFormat) -> str:
    if form.time.origin is not None:
        return "times count from the start of the log"
    return f"times in {form.time.zone} where they name no offset"


def _money(form: LogFormat) -> list[str]:
    if form.money is None:
        return ["no amounts"] if not (form.long and form.long.price) else ["amounts: price × count"]
    currency: Text | None = form.money.currency
    if form.currency_beside:
        return ["amounts in the currency of the cost file beside it"]
    if currency is None:
        return ["amounts in a currency that the file does not name"]
    return [f"amounts in {currency.fixed or 'the currency of each row'}"]


def format_table(formats: list[LogFormat]) -> str:
    """The shipped formats as a Markdown table.

    >>> print(format_table([]))
    | `--as` | what | files | how it is read |
    | --- | --- | --- | --- |
    """
    rows = ["| `--as` | what | files | how it is read |", "| --- | --- | --- | --- |"]
    for form in formats:
        kinds = ", ".join(
            {"csv": "CSV", "json": "JSON", "parquet": "Parquet"}[k] for k in form.kinds
        )
        what = form.name + (" (bill)" if form.holds == "bill" else "")
        said = ". ".join(filter(None, (convention(form), form.note))).replace("|", "\\|")
        rows.append(f"| `{form.id}` | {what} | {kinds} | {' '.join(said.split())} |")
    return "\n".join(rows)
