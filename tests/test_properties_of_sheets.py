"""What holds for every price sheet that can be written, whatever its prices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import Usage, price
from calculator.charge import applies
from pricing.book import sheet_files
from pricing.compile.rates import compile_sheets
from pricing.errors import NotPricedError
from pricing.folders import data_folder
from pricing.sheets.sheet import read_sheet

from .drawn_sheets import (
    FIRST_DAY,
    book,
    entries,
    models,
    prices,
    rates,
    read,
    reread,
    sheet,
    zones,
)

YEARS = st.integers(
    int(datetime(2026, 1, 2, tzinfo=UTC).timestamp()),
    int(datetime(2028, 1, 1, tzinfo=UTC).timestamp()),
)
tokens = st.integers(0, 250_000)


@st.composite
def usages(draw: st.DrawFn, thinks: bool = True) -> Usage:
    """A request with any parts of its totals; reasoning only where a model thinks."""
    read_, written, long, rest = (draw(st.integers(0, 60_000)) for _ in range(4))
    answer, thought = draw(tokens), draw(tokens) if thinks else 0
    return Usage(
        input_tokens=read_ + written + long + rest,
        output_tokens=answer + thought,
        cache_read_tokens=read_,
        cache_write_tokens=written + long,
        cache_write_long_tokens=long,
        reasoning_tokens=thought,
    )


def cost(catalog, usage: Usage, second: int, model: str = "m0", **given) -> Fraction:
    at = datetime.fromtimestamp(second, UTC)
    done = price(usage, f"drawn/{model}", at=at, catalog=catalog, **given)
    return Fraction(done.list_cost.amount)


THINKING = ("billed_as_output", "separate_rate", "mode_rate", "not_billed")


@settings(max_examples=60, deadline=None)
@given(models(), usages(), YEARS, st.integers(0, 1))
def test_exactly_one_line_applies_from_the_first_day_on(model, usage, second, thinking):
    (offer,) = book(model)
    for tier in offer.service_tiers:
        held = [x for x in offer.lines if x.service_tier == tier and x.since <= second < x.until]
        fits = [x for x in held if applies(x, usage, second, thinking)]
        can_think = model["thinking"] != "not_applicable"
        assert len(fits) == (1 if held and (can_think or not thinking) else 0)


@settings(max_examples=60, deadline=None)
@given(models(THINKING), usages(), YEARS, st.integers(1, 1_000), st.data())
def test_inside_a_band_each_further_token_costs_its_rate(model, usage, second, more, data):
    grown = {
        "input": ("input_tokens",),
        "cache_read": ("input_tokens", "cache_read_tokens"),
        "cache_write": ("input_tokens", "cache_write_tokens"),
        "cache_write_long": ("input_tokens", "cache_write_tokens", "cache_write_long_tokens"),
        "output": ("output_tokens",),
        "reasoning": ("output_tokens", "reasoning_tokens"),
    }
    kind = data.draw(st.sampled_from(list(grown)))
    catalog, at = book(model), datetime.fromtimestamp(second, UTC)
    counts = {name: getattr(usage, name) for name in Usage.__dataclass_fields__}
    larger = Usage(**counts | {name: counts[name] + more for name in grown[kind]})
    before, after = (
        price(u, "drawn/m0", at=at, thinking=True, catalog=catalog) for u in (usage, larger)
    )
    rate = Fraction(before.rate_card.rates[kind])
    if before.rate_card.band == after.rate_card.band:
        rise = Fraction(after.list_cost.amount) - Fraction(before.list_cost.amount)
        assert rise == more * rate / 10**6 >= 0


@settings(max_examples=60, deadline=None)
@given(prices, prices, st.integers(1, 10**6), YEARS)
def test_at_a_bound_the_whole_request_jumps_and_graduated_tokens_do_not(low, high, bound, second):
    tiers = [{"up_to": bound, "input": low, "output": 1}, {"input": high, "output": 1}]
    entry = {"from": FIRST_DAY, "tiers": tiers}
    whole = {"thinking": "not_applicable", "prices": [entry]}
    graduated = {"thinking": "not_applicable", "prices": [entry | {"tier_mode": "marginal"}]}
    catalog = book(whole, graduated)
    step = [
        cost(catalog, Usage(bound + 1, 0), second, model)
        - cost(catalog, Usage(bound, 0), second, model)
        for model in ("m0", "m1")
    ]
    a, b = Fraction(low) / 10**6, Fraction(high) / 10**6
    assert step == [(bound + 1) * b - bound * a, b]


@settings(max_examples=60, deadline=None)
@given(rates("billed_as_output"), usages(), YEARS)
def test_a_reasoning_rate_equal_to_the_output_rate_is_thinking_billed_as_output(
    given_, usage, second
):
    apart = given_ | {"reasoning": given_["output"]}
    catalog = book(
        {"thinking": "billed_as_output", "prices": [{"from": FIRST_DAY} | given_]},
        {"thinking": "separate_rate", "prices": [{"from": FIRST_DAY} | apart]},
    )
    assert cost(catalog, usage, second, "m0") == cost(catalog, usage, second, "m1")


@settings(max_examples=60, deadline=None)
@given(models(), usages(thinks=False), YEARS, st.data())
def test_a_later_entry_changes_no_earlier_cost(model, usage, second, data):
    day = data.draw(st.dates(date(2027, 1, 1), date(2027, 12, 31)))
    later = data.draw(entries(day, model["thinking"]))
    longer = model | {"prices": [*model["prices"], later]}
    begins = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 8 * 3600
    earlier = min(second, begins - 1)
    assert cost(book(longer), usage, earlier) == cost(book(model), usage, earlier)


@settings(max_examples=60, deadline=None)
@given(st.lists(models(), min_size=1, max_size=3), zones)
def test_a_sheet_dumped_and_read_again_comes_to_the_same_lines(drawn, zone):
    once = read(sheet(*drawn, timezone=zone))
    before, after = (compile_sheets([x]) for x in (once, reread(once)))
    assert [(x.lines, x.terms) for x in after] == [(x.lines, x.terms) for x in before]


def test_every_packaged_sheet_dumped_and_read_again_comes_to_the_same_lines():
    sheets = [read_sheet(path) for path in sheet_files([data_folder() / "prices"])]
    before, after = compile_sheets(sheets), compile_sheets(list(map(reread, sheets)))
    assert [(x.model_id, x.lines, x.terms) for x in after] == [
        (x.model_id, x.lines, x.terms) for x in before
    ]


@settings(max_examples=60, deadline=None)
@given(models(), usages(thinks=False), YEARS)
def test_batch_costs_its_factor_of_the_tokens_and_the_whole_of_the_fee(model, usage, second):
    catalog = book(model)
    at = datetime.fromtimestamp(second, UTC)
    standard = price(usage, "drawn/m0", at=at, catalog=catalog)
    try:
        batch = price(usage, "drawn/m0", at=at, service_tier="batch", catalog=catalog)
    except NotPricedError:
        return
    entry = next(e for e in model["prices"] if str(e["from"]) == standard.rate_card.terms.since)
    fee = Fraction(entry.get("fees", {"request": {"price": 0}})["request"]["price"]) / 1_000
    tokens_alone = Fraction(standard.list_cost.amount) - fee
    factor = Fraction(entry["service_tiers"]["batch"]["multiply"])
    assert Fraction(batch.list_cost.amount) == factor * tokens_alone + fee


@settings(max_examples=60, deadline=None)
@given(rates("mode_rate"), usages(), usages(), YEARS)
def test_two_requests_cost_what_each_costs(given_, one, two, second):
    entry = {"from": FIRST_DAY, "fees": {"request": {"price": Decimal(3), "per": 1_000}}} | given_
    catalog = book({"thinking": "mode_rate", "prices": [entry]})
    both = Usage(
        **{name: getattr(one, name) + getattr(two, name) for name in Usage.__dataclass_fields__}
    )
    apart = sum(cost(catalog, u, second, thinking=True) for u in (one, two))
    assert cost(catalog, both, second, thinking=True) == apart
