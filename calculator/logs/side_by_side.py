"""Files that have a row for each kind of token: what a row counts, and the kinds laid together."""

from __future__ import annotations

from calculator.logs import sql
from calculator.logs.columns import EXTRAS, PARTS, USAGE
from calculator.logs.fields import MONEY, NONE
from calculator.logs.format import LogFormat
from calculator.logs.parts import Long, Unit


def side_by_side(single: str, form: LogFormat, long: Long) -> str:
    """Rows for kinds of tokens summed into one row for each time, model and label."""
    summed = {*long.meters.values()}

    def total(name: str) -> str:
        return f"TRY_CAST(sum(many) FILTER (WHERE counts = '{name}') AS BIGINT)"

    parts = [f"coalesce({total(name)}, 0)" for name in PARTS]
    beside = form.usage.cached == "beside_input"
    written = {name: f"coalesce({total(name)}, 0)" for name in (*PARTS, *EXTRAS)}
    written["cache_write_tokens"] = f"{parts[1]} + {parts[2]}"
    written["input_tokens"] = " + ".join(
        [f"coalesce({total('input_tokens')}, 0)", *(parts if beside else [])]
    )
    reasoning = total("reasoning_tokens") if "reasoning_tokens" in summed else NONE
    output = f"coalesce({total('output_tokens')}, 0)"
    if form.usage.reasoning == "beside_output":
        output += f" + coalesce({reasoning}, 0)"
    written |= {"output_tokens": output, "reasoning_tokens": reasoning}
    written["requests"] = total("requests")
    for name in ("billed_amount", "listed_amount"):
        written[name] = f"TRY_CAST(sum({name}) AS {MONEY})"
    columns = ", ".join(
        f"CAST({written[name]} AS {kind}) AS {sql.name(name)}"
        if name in written
        else sql.name(name)
        for name, kind in USAGE.items()
    )
    keys = ", ".join(sql.name(name) for name in USAGE if name not in written)
    return f"SELECT {columns} FROM ({single}) GROUP BY {keys}"


def factor(unit: str, units: Unit) -> str:
    """SQL of how many a unit stands for; null where it is none of tokens or requests."""
    small = f"lower(trim({unit}))"
    cases = [f"WHEN {sql.matches(small, word)} THEN {many}" for word, many in units.values.items()]
    return f"(CASE {' '.join(cases)} END)"
