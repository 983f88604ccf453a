"""Yuan and dollar lists side by side as text: a line a model, or one model rate by rate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from calculator.buying import Signing
from calculator.parity import ModelParity, Parity, premium
from calculator.report import table_lines
from calculator.usage import Usage
from pricing.changes.side_by_side import percent_words
from pricing.money import Money, show_exact, show_rate, to_picos

_NONE = "—"


def parity_text(result: Parity, *, detail: bool) -> str:
    """The result for people: rate by rate, or one line for each model."""
    head = [
        f"Yuan and dollar lists on {result.day}, {result.terms}",
        f"market: {result.market}",
        f"mix: {_mix(result.mix)}, at noon UTC",
    ]
    blocks = map(_model, result.models) if detail else _summary(result)
    return "\n\n".join("\n".join(block) for block in (head, *blocks))


def _summary(result: Parity) -> Iterator[list[str]]:
    header = ["yuan list", "dollar list", "input", "cache_read", "output", "thinking"]
    told = [model for model in result.models if model.rates]
    cached = bool(result.mix.cache_read_tokens)
    rows = [
        [
            model.yuan.id,
            model.dollar.provider,
            *_implied(model),
            *_verdict(model.signing),
            _without_cached_rate(model) if cached else "",
        ]
        for model in told
    ]
    yield table_lines([*header, "mix", "sign", "saving", ""], rows, right=(2, 3, 4, 5, 6, 8))
    if silent := [model.yuan.id for model in result.models if not model.rates]:
        yield [f"not priced on both lists that day: {', '.join(silent)}"]


def _without_cached_rate(model: ModelParity) -> str:
    """Which list has no cached rate of its own, so that the mix's cached tokens cost as input."""
    sides = model.without_cached_rate
    return f"no cache_read rate on the {' and '.join(sides)} list" if sides else ""


def _implied(model: ModelParity) -> list[str]:
    """The exchange rates a model's standard prices imply, from the lowest to the highest."""
    return [
        _range(model.implied.get(name, ()))
        for name in ("input", "cache_read", "output", "thinking")
    ]


def _range(ends: tuple[Fraction, ...]) -> str:
    return "-".join(dict.fromkeys(map(_shown, ends))) or _NONE


def _verdict(signing: Signing | None) -> list[str]:
    if signing is None:
        return [_NONE, _NONE, ""]
    even = signing.break_even
    return [_shown(even) if even else _NONE, signing.sign, _percent(signing.saving)]


def _model(model: ModelParity) -> list[str]:
    windowed = any(r.place.window for r in model.rates)
    market = model.signing.market if model.signing else None
    rows = [
        [
            r.place.words(other_hours=windowed),
            r.kind,
            show_rate(r.yuan, "CNY"),
            show_rate(r.dollar, "USD"),
            _shown(r.implied) if r.implied is not None else _NONE,
            percent_words(premium(r.implied, market)) if r.implied and market else "",
            f"no {r.kind} rate on the {r.fallback} list" if r.fallback else "",
        ]
        for r in model.rates
    ]
    header = ["", "rate", "yuan", "dollar", "implied", "yuan vs dollar", ""]
    table = table_lines(header, rows, right=(2, 3, 4, 5)) if rows else []
    lists = f"{model.yuan.id} beside {model.dollar.id}: {model.pair.reason}"
    return [lists, *("  " + line for line in table), f"  {_advice(model)}"]


def _advice(model: ModelParity) -> str:
    signing = model.signing
    if signing is None:
        return f"no comparison: {model.gap}"
    if not signing.dollar and not signing.yuan:
        return "the mix costs nothing on either list"
    yuan, converted = _money(signing.yuan, "CNY"), _money(signing.yuan_in_dollars, "USD")
    costs = f"{yuan} = {converted} on the yuan list, {_money(signing.dollar, 'USD')} on the other"
    even = (
        f"; break-even at 1 USD = {_shown(signing.break_even, 4)} CNY" if signing.break_even else ""
    )
    if signing.sign == "either":
        return f"the mix costs {costs}: both cost the same"
    return (
        f"the mix costs {costs}: sign the {signing.sign} list, "
        f"saving {_percent(signing.saving)}{even}"
    )


def _mix(mix: Usage) -> str:
    cached = f" ({mix.cache_read_tokens:,} cached)" if mix.cache_read_tokens else ""
    thought = f" ({mix.reasoning_tokens:,} reasoning)" if mix.reasoning_tokens else ""
    return f"{mix.input_tokens:,} input{cached} and {mix.output_tokens:,} output{thought} tokens"


def _shown(value: Fraction, places: int = 2) -> str:
    return f"{Decimal(round(value * 10**places)).scaleb(-places):.{places}f}"


def _percent(part: Fraction) -> str:
    return percent_words(part).lstrip("+")


def _money(amount: Fraction, currency: str) -> str:
    return show_exact(Money.of_picos(to_picos(amount), currency))
