"""A profile as YAML text: the format of `data/workloads/`, with comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from calculator.profiles import Profile

WIDTH = 98


def yaml_of(profile: Profile, comments: Iterable[str] = ()) -> str:
    """The text of a profile; reading it gives the same profile.

    >>> one = Profile(name="x", requests_per_day=Decimal(1), input_tokens=Decimal("1.5"),
    ...     output_tokens=Decimal(2), service_tiers={"batch": Decimal("0.4")})
    >>> print(yaml_of(one, ["found so"]), end="")
    # found so
    name: "x"
    requests_per_day: 1
    input_tokens: 1.5
    output_tokens: 2
    service_tiers: {"batch": 0.4}
    """
    lines = [line for comment in comments for line in _comment(comment)]
    stated = profile.model_dump(exclude_defaults=True)
    return "\n".join([*lines, *(line for item in stated.items() for line in _entry(*item))]) + "\n"


def _comment(text: str) -> Iterator[str]:
    from textwrap import wrap

    for i, line in enumerate(wrap(" ".join(text.split()), WIDTH - 4)):
        yield f"# {'  ' if i else ''}{line}"


def _entry(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping) and "histogram" in value:
        yield f"{key}:"
        yield "  histogram:"
        yield from (f"    - {_flow(each)}" for each in value["histogram"])
    elif key == "rhythm":
        yield f"{key}:"
        yield from (f"  {name}: {_flow(each)}" for name, each in value.items())
    else:
        yield f"{key}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)}: {_flow(each)}" for key, each in value.items())
        return f"{{{inner}}}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if key in ("up_to", "requests", "tokens", "p50", "p95") else json.dumps(key)
