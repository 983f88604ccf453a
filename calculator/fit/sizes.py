"""How large the requests are, what of them is cached, how they think, and which tiers they use."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from operator import mul
from typing import Any

from calculator.bulk.frames import Rows
from calculator.bulk.layout import OFF, OFF_INFERRED, ON, ON_INFERRED
from calculator.fit.counted import Counted, Size, Sizes, size_counts
from calculator.fit.findings import Finding, Found, decimal, number, percent
from calculator.fit.grid import ENOUGH, Bounds, histogram
from calculator.sizes import TokenSize

THINKS, PLAIN = (ON, ON_INFERRED), (OFF, OFF_INFERRED)


def sizes(log: Counted, rows: Rows, bounds: Bounds) -> Found:
    """Input, output and reasoning of a request.

    Args:
        log: the counted rows.
        rows: the same, to count sizes in.
        bounds: of the price tiers, which become edges of the histograms.
    """
    thinking = _thinking(log)
    requests = log.total("requests")
    mixed = "thinking_share" in thinking.keys and thinking.keys["reasoning_tokens"]
    of: Size = "answer" if mixed else "output"
    written = log.total("output_tokens") - (log.total("reasoning_tokens") if mixed else 0)
    inputs = _size(log, rows, "input", log.total("input_tokens"), bounds.input)
    outputs = _size(log, rows, of, written, bounds.output)
    keys = {**inputs.keys, **outputs.keys, **thinking.keys}
    if searches := _of(log, "web_searches"):
        keys["web_searches"] = decimal(Fraction(searches, requests))
    return Found(keys, (*inputs.findings, *outputs.findings, *thinking.findings))


def _size(log: Counted, rows: Rows, of: Size, tokens: int, bounds: tuple[int, ...]) -> Found:
    requests, summed = log.total("requests"), log.total("rows") - log.total("single")
    mean, key = Fraction(tokens, requests), f"{of}_tokens"
    if summed or requests < ENOUGH:
        why = "rows sum up several requests" if summed else f"fewer than {ENOUGH} requests"
        said = f"mean {number(mean)} tokens; all taken as of this size: {why}"
        told = Finding(of, said, f"{requests:,} requests", known=False)
        return Found({key: decimal(mean)}, (told,))
    counts = size_counts(rows, of)
    found = histogram(counts.sizes, counts.requests, bounds)
    size = TokenSize.histogram((b.up_to, b.requests, b.tokens) for b in found.histogram)
    middle, high = int(size.p50 or 0), int(size.p95 or 0)
    said = (
        f"mean {number(mean)} tokens, half up to {middle:,}, 95 % up to {high:,}, "
        f"all up to {counts.sizes[-1]:,}"
    )
    told = Finding(of, said, f"{requests:,} requests in {len(found.histogram)} bins")
    beside = _by_size(counts, (middle, high)) if of == "input" else ()
    return Found({key: found}, (told, *beside))


def _by_size(counts: Sizes, edges: tuple[int, int]) -> tuple[Finding, ...]:
    """How cache and output go with the input: a profile takes them as the same for all sizes."""
    low, high = (bisect_right(counts.sizes, edge) for edge in edges)
    parts = [slice(0, low), slice(low, high), slice(high, None)]
    if not all(counts.requests[part] for part in parts):
        return ()
    shares = []
    outputs = []
    for part in parts:
        requests = counts.requests[part]
        tokens = sum(map(mul, counts.sizes[part], requests))
        shares.append(percent(Fraction(sum(counts.cached[part]), max(tokens, 1))))
        outputs.append(number(Fraction(sum(counts.output[part]), sum(requests))))
    said = f"output taken as alike at every size of input; in the log, {_three(outputs)} tokens"
    if any(counts.cached):
        said = f"cache and {said}, and of the input {_three(shares)} is cached"
    base = f"requests of up to {edges[0]:,} input tokens, up to {edges[1]:,}, and above"
    return (Finding("sizes together", said, base, known=False),)


def _three(words: Sequence[str]) -> str:
    first, second, third = words
    return f"{first}, {second} and {third}"


def _thinking(log: Counted) -> Found:
    requests = log.total("requests")
    on, off = (log.total("requests", mode=modes) for modes in (THINKS, PLAIN))
    if not on + off:
        said = "the log does not say; output is taken as answers only"
        return Found({}, (Finding("thinking", said, "", known=False),))
    share = Fraction(on, on + off)
    base = f"{on + off:,} of {requests:,} requests say it"
    if not on:
        return Found({}, (Finding("thinking", "no request thinks", base),))
    said = "every request thinks" if share == 1 else f"{percent(share)} of the requests think"
    told = log.total("requests", mode=THINKS, told=True)
    part = {} if share == 1 and on == requests else {"thinking_share": decimal(share)}
    if not told:
        said += "; how many of the output tokens are reasoning is unknown: counted as answer"
        keys = {"thinking_share": decimal(share), "reasoning_tokens": Decimal(0)}
        return Found(keys, (Finding("thinking", said, base, known=False),))
    reasoning = log.total("reasoning_tokens", mode=THINKS, told=True)
    output = log.total("output_tokens", mode=THINKS, told=True)
    mean = Fraction(reasoning, told)
    said += f", with {number(mean)} reasoning tokens each"
    said += f": {percent(Fraction(reasoning, output))} of their output" if output else ""
    keys = part | {"reasoning_tokens": decimal(mean)}
    return Found(keys, (Finding("thinking", said, base),))


def cached(log: Counted) -> Found:
    """Shares of the input that are read from a cache and written to one."""
    names = ("cache_read_tokens", "cache_write_tokens")
    inputs = log.total("input_tokens")
    if not inputs or not any(_of(log, name) for name in names):
        said = "no cached token in the log: either none were, or it does not say; taken as none"
        return Found({}, (Finding("cache", said, f"{inputs:,} input tokens", known=False),))
    read, write = (Fraction(_of(log, name), inputs) for name in names)
    said = f"{percent(read)} of the input is read from a cache, {percent(write)} written to one"
    if long := _of(log, "cache_write_long_tokens"):
        kept = percent(Fraction(long, _of(log, "cache_write_tokens")))
        said += f" ({kept} of that for long, which a profile takes as ordinary writes)"
    shares = {"cached_share": decimal(read), "cache_write_share": decimal(write)}
    keys = {name: share for name, share in shares.items() if share}
    return Found(keys, (Finding("cache", said, f"{inputs:,} input tokens"),))


def tiers(log: Counted) -> Found:
    """Shares of the requests in other service tiers than the standard one."""
    base = f"{log.total('requests'):,} requests"
    if "service_tier" not in log.columns:
        said = "the log does not say; taken as standard"
        return Found({}, (Finding("service tiers", said, "", known=False),))
    counts = log.requests_by("service_tier")
    shares = _shares(counts)
    said = ", ".join(f"{tier} {percent(share)}" for tier, share in shares.items())
    others = {tier: share for tier, share in shares.items() if tier != "standard" and share}
    keys: dict[str, Any] = {"service_tiers": others} if others else {}
    return Found(keys, (Finding("service tiers", said, base),))


def models(log: Counted) -> Finding:
    """The models seen, the most used first."""
    shares = _shares(log.requests_by("model"))
    told = [f"{name or 'unnamed'} {percent(share)}" for name, share in list(shares.items())[:5]]
    more = f" and {len(shares) - len(told)} more" if len(shares) > len(told) else ""
    mixed = "; the profile mixes them: name one to fit it alone" if len(shares) > 1 else ""
    requests = f"{log.total('requests'):,} requests"
    return Finding("models", ", ".join(told) + more + mixed, requests)


def _shares(counts: dict[str, int]) -> dict[str, Decimal]:
    """Shares, the largest first; they add up to one."""
    total = sum(counts.values())
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    shares = {name: decimal(Fraction(counts[name], total)) for name in ordered}
    shares[ordered[0]] += 1 - sum(shares.values())
    return shares


def _of(log: Counted, name: str) -> int:
    return log.total(name) if name in log.columns else 0
