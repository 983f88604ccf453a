"""How large the requests of a row were, where the source says it: `0-200k`, `≤ 200k`, `> 200k`."""

from __future__ import annotations

from calculator.logs.fields import NONE


def size_of(said: str) -> tuple[str, str]:
    """SQL of the bounds: above the first, up to the second; null where they are not told."""
    if said == NONE:
        return "CAST(NULL AS BIGINT)", "CAST(NULL AS BIGINT)"
    small = f"lower({said})"
    both = f"regexp_extract({small}, '\\d+[km]?\\s*-\\s*\\d+[km]?')"
    low, high = (f"trim(split_part({both}, '-', {n}))" for n in (1, 2))
    alone = f"regexp_extract({small}, '[>≤<]=?\\s*(\\d+[km]?)', 1)"
    above = f"starts_with(trim({small}), '>')"
    over = f"WHEN {both} <> '' THEN {_tokens(low)} WHEN {above} THEN {_tokens(alone)} ELSE 0"
    up_to = f"WHEN {both} <> '' THEN {_tokens(high)} WHEN NOT {above} THEN {_tokens(alone)}"
    told = f"{both} <> '' OR {alone} <> ''"
    return (
        f"(CASE WHEN {told} THEN CASE {over} END END)",
        f"(CASE WHEN {told} THEN CASE {up_to} END END)",
    )


def _tokens(number: str) -> str:
    times = f"CASE right({number}, 1) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000 ELSE 1 END"
    return f"TRY_CAST(rtrim({number}, 'km') AS BIGINT) * {times}"
