"""What the lower half asks of the engine, once for each lens and pair of offers."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from calculator.comparison import Ranked
from calculator.dashboard import state
from calculator.dashboard.state import Lens
from calculator.forecast.break_even import BreakEven
from calculator.forecast.flips import Flip, Point, curve, flips
from calculator.forecast.levers import LEVERS, Scenario
from calculator.forecast.thinking import ThinkingCost, long_thinker_loses, thinking_cost
from calculator.forecast.tornado import Tornado, tornado
from calculator.slots import NotServedError
from pricing.errors import NotPricedError
from pricing.offers import Offer

Pair = tuple[Offer, Offer]


def scenario(seen: Lens) -> Scenario:
    """The lens's first workload as the forecast takes it."""
    return Scenario(seen.jobs[0], seen.start, seen.months, seen.currency, state.fx_rates(seen))


def _key(seen: Lens, *more: object) -> str:
    return repr((seen, *more))


def flips_of(seen: Lens, pair: Pair) -> tuple[Flip, ...]:
    """When each lever flips the order of two offers."""
    return _flips(_key(seen, pair), seen, pair)


def curve_of(seen: Lens, pair: Pair, flip: BreakEven) -> tuple[Point, ...]:
    """Both bills along a lever."""
    return _curve(_key(seen, pair, flip.lever.name), seen, pair, flip)


def swings_of(seen: Lens, offer: Offer) -> Tornado:
    """What moves the bill of an offer."""
    return _swings(_key(seen, offer), seen, offer)


def thinking_of(seen: Lens, pair: Pair) -> tuple[ThinkingCost, ThinkingCost]:
    """What thinking costs on both offers."""
    return _thinking(_key(seen, pair), seen, pair)


class Doubled(NamedTuple):
    """The cheapest of all offers now, and with twice the thinking."""

    now: Ranked
    after: Ranked
    tokens: int
    """Thinking tokens a request, doubled."""


def doubled(seen: Lens) -> Doubled | None:
    """Who is cheapest if thinking doubles; None where nothing thinks or nobody can serve."""
    now, lever = scenario(seen), LEVERS["thinking"]
    tokens = lever.now(now) * 2
    if not tokens:
        return None
    job = lever.turned(now, tokens).workload
    first, twice = state.answer(seen).ranked, state.answer(replace(seen, jobs=(job,))).ranked
    return Doubled(first[0], twice[0], round(tokens)) if first and twice else None


def limit_of(seen: Lens, cheap: Offer, dear: Offer) -> BreakEven | None:
    """How long the cheaper one may think; None where it cannot think more or less."""
    return _limit(_key(seen, cheap, dear), seen, cheap, dear)


@st.cache_resource(max_entries=64, show_spinner=False)
def _flips(key: str, _seen: Lens, _pair: Pair) -> tuple[Flip, ...]:
    return tuple(flips(scenario(_seen), *_pair))


@st.cache_resource(max_entries=64, show_spinner=False)
def _curve(key: str, _seen: Lens, _pair: Pair, _flip: BreakEven) -> tuple[Point, ...]:
    return curve(scenario(_seen), *_pair, _flip)


@st.cache_resource(max_entries=64, show_spinner=False)
def _swings(key: str, _seen: Lens, _offer: Offer) -> Tornado:
    return tornado(scenario(_seen), _offer)


@st.cache_resource(max_entries=64, show_spinner=False)
def _thinking(key: str, _seen: Lens, _pair: Pair) -> tuple[ThinkingCost, ThinkingCost]:
    asked = scenario(_seen)
    return thinking_cost(asked, _pair[0]), thinking_cost(asked, _pair[1])


@st.cache_resource(max_entries=64, show_spinner=False)
def _limit(key: str, _seen: Lens, _cheap: Offer, _dear: Offer) -> BreakEven | None:
    asked = scenario(_seen)
    try:
        return long_thinker_loses(asked, _cheap, _dear, asked.workload.reasoning)
    except (NotServedError, NotPricedError):
        return None
