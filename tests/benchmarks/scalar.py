"""One request: `price()` beside genai-prices, LiteLLM and tokencost, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from calculator import Usage, price
from pricing import load_catalog
from tests.benchmarks.paired import paired, seconds

AT = datetime(2026, 11, 1, tzinfo=UTC)
INPUT, OUTPUT, CACHED = 12_000, 900, 8_000
USAGE = Usage(INPUT, OUTPUT, cache_read_tokens=CACHED)
CALLS, OF_PEERS = 10_000, 500
KNOWN = ("openai/gpt-5", "anthropic/claude-sonnet-4-5", "deepseek-intl/deepseek-v4-pro")


def ours(offer: str) -> Callable[[], object]:
    """The exact list cost of one request, as a Decimal."""
    return lambda: price(USAGE, offer, at=AT).list_cost.amount


def genai(model: str, provider: str | None = None) -> Callable[[], object]:
    """The same request through genai-prices."""
    from genai_prices import Usage as Theirs
    from genai_prices import calc_price

    usage = Theirs(input_tokens=INPUT, output_tokens=OUTPUT, cache_read_tokens=CACHED)
    return lambda: (
        calc_price(usage, model, provider_id=provider, genai_request_timestamp=AT).total_price
    )


def fastest_of_genai() -> tuple[str, str]:
    """Our offer and its model's id whose price genai-prices finds soonest, of those it knows."""
    timed = []
    for offer, model, provider in _shared():
        call = genai(model, provider)
        call()
        timed.append((min(seconds(call, 50) for _ in range(3)), offer, model))
    return min(timed)[1:]


def _shared() -> Iterator[tuple[str, str, str]]:
    second = int(AT.timestamp())
    for offer in load_catalog().on_sale(second):
        provider = offer.provider.removesuffix("-intl").removesuffix("-cn")
        try:
            genai(offer.model, provider)()
        except LookupError:
            continue
        yield offer.id, offer.model, provider


def main() -> None:
    for offer in KNOWN:
        pair = paired(ours(offer), genai(offer.partition("/")[2]), calls=CALLS, of_theirs=OF_PEERS)
        print(f"price() {offer}: {pair.ours * 1e6:.1f} µs; genai-prices takes {pair}")
    offer, model = fastest_of_genai()
    provider = offer.partition("/")[0].removesuffix("-intl").removesuffix("-cn")
    pair = paired(ours(offer), genai(model, provider), calls=CALLS, of_theirs=OF_PEERS)
    print(
        f"price() {offer}, the model genai-prices is fastest at:"
        f" {pair.ours * 1e6:.1f} µs; genai-prices takes {pair}"
    )
    _litellm()
    _tokencost()


def _litellm() -> None:
    from litellm import cost_per_token

    pair = paired(
        ours("openai/gpt-5"),
        lambda: cost_per_token(
            model="gpt-5",
            prompt_tokens=INPUT,
            completion_tokens=OUTPUT,
            cache_read_input_tokens=CACHED,
        ),
        calls=CALLS,
        of_theirs=OF_PEERS,
    )
    print(f"price() openai/gpt-5: LiteLLM's cost_per_token takes {pair}")


def _tokencost() -> None:
    from tokencost import calculate_cost_by_tokens

    def three_calls() -> None:
        for count, kind in ((INPUT - CACHED, "input"), (CACHED, "cached"), (OUTPUT, "output")):
            calculate_cost_by_tokens(count, "gpt-5", kind)  # type: ignore[arg-type]

    pair = paired(ours("openai/gpt-5"), three_calls, calls=CALLS, of_theirs=OF_PEERS)
    print(f"price() openai/gpt-5: tokencost's three calls take {pair}")


if __name__ == "__main__":
    main()
