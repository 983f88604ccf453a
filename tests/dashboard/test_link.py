from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from string import printable
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from calculator.comparison import compare
from calculator.dashboard.limits import LINK
from calculator.dashboard.link import Ignored, Known, decode, encode, fitting
from calculator.dashboard.packed import from_json, pack, to_json, unpack
from calculator.dashboard.packed_scores import pack_scores, unpack_scores
from calculator.dashboard.scenario import ALL_OWN, FIRST_WORKLOAD, Scenario, own_ids
from calculator.dashboard.scenario_file import read_scenario, write_scenario
from calculator.dashboard.squeezed import squeeze
from calculator.profiles import presets
from calculator.quality.scales import OWN, Scale
from calculator.rhythm import Rhythm
from calculator.sizes import TokenSize
from calculator.workload import Workload
from pricing.errors import WorkloadError

OFFERS = ("openai/gpt-5", "openrouter/z-ai/glm-4.6", "moonshot-cn/kimi-k3")
SELLERS = ("openai", "openrouter", "moonshot-cn")
KNOWN = Known(
    frozenset({FIRST_WORKLOAD, "rag"}),
    frozenset(OFFERS),
    frozenset(SELLERS),
    frozenset({"MMLU-Pro"}),
)
OWN_SCORES = (
    Scale("我们的 eval: 2", {"gpt-5 nano": Decimal("71.5"), "kimi k3": Decimal(-3)}, OWN),
)
MINE = (
    Workload("客服 bot", Fraction(20_000), input=TokenSize(Fraction(1800))),
    Workload(
        "=agent & co",
        Fraction(7, 2),
        per="month",
        input=TokenSize.lognormal(Fraction(2_400), Fraction(9_000)),
        output=TokenSize(Fraction(900)),
        reasoning_tokens=Fraction(600),
        service_tiers=(("batch", Fraction(2, 5)),),
    ),
    Workload(
        "as seen",
        Fraction(100),
        input=TokenSize.histogram([(100, 3, 150), (1_000, 1, 850)]),
        output=TokenSize.histogram([(100, 3, 150)]),
        rhythm=Rhythm("Asia/Shanghai", hours=(0,) * 9 + (Fraction(1, 9),) * 9 + (0,) * 6),
        holidays="CN",
    ),
)

shares = some.fractions(0, 1, max_denominator=1000)
sizes = some.builds(TokenSize, some.fractions(0, 10**6, max_denominator=1000))
names = some.text(min_size=1, max_size=80).filter(lambda s: s.isprintable() and s.strip())
workloads = some.builds(
    Workload,
    name=names,
    requests=some.fractions(0, 10**9, max_denominator=100),
    per=some.sampled_from(["day", "working_day", "month"]),
    input=sizes,
    output=sizes,
    cached_share=some.fractions(0, Fraction(1, 2), max_denominator=1000),
    cache_write_share=some.fractions(0, Fraction(1, 2), max_denominator=1000),
    thinking_level=some.none() | some.sampled_from(["off", "low", "normal", "high"]),
    thinking_share=some.none() | shares,
    service_tiers=some.just(()) | shares.map(lambda share: (("batch", share),)),
    growth=some.fractions(Fraction(-1, 2), 1, max_denominator=1000),
    start=some.none() | some.dates(),
    months=some.none() | some.integers(1, 60),
    web_searches=some.fractions(0, 10, max_denominator=10),
)
percents = some.decimals(0, 100, places=2)
floors = some.decimals(-1000, 1000, places=2)
tiers = some.sampled_from(
    [
        (),
        (("flex", Decimal("33.5")),),
        (("flex", Decimal(0)), ("priority", Decimal(60)), ("fast", Decimal(40))),
    ]
)


def _keys(own):
    return ["MMLU-Pro", *(scale.key for scale in own)]


@some.composite
def scenarios(draw):
    own = tuple(draw(some.lists(workloads, max_size=4)))
    return Scenario(
        language=draw(some.sampled_from(["en", "zh"])),
        own=own,
        workload=draw(some.sampled_from([FIRST_WORKLOAD, "rag", *own_ids(len(own))])),
        requests=draw(some.none() | some.integers(1, 10**12)),
        thinking=draw(some.none() | some.sampled_from(["off", "low", "normal", "high"])),
        currency=draw(some.sampled_from(["USD", "CNY"])),
        fx=draw(some.none() | some.decimals("0.01", 1000, places=4)),
        months=draw(some.sampled_from([1, 12])),
        scope=draw(some.sampled_from(["shortlist", "all", "chosen"])),
        offers=tuple(draw(some.lists(some.sampled_from(OFFERS), unique=True))),
        without=tuple(draw(some.lists(some.sampled_from(SELLERS), unique=True))),
        claimed=draw(some.booleans()),
        baseline=draw(some.sampled_from(["", *OFFERS])),
        cached=draw(some.none() | percents),
        batch=draw(some.none() | percents),
        tiers=draw(tiers),
        scores=(own_scores := draw(some.sampled_from([(), OWN_SCORES]))),
        least=draw(some.none() | some.tuples(some.sampled_from(_keys(own_scores)), floors)),
        unscored=draw(some.booleans()),
        search=draw(some.sampled_from(["", "月之暗面 k3", "a&b=c"])),
        opened=draw(some.sampled_from(["", *OFFERS])),
        retries=draw(percents),
        discount=draw(percents),
        discount_from=draw(some.sampled_from(["", *SELLERS])),
        vat=draw(some.booleans()),
        view=draw(some.sampled_from(["bill", "makeup", "wide"])),
        pair=draw(some.sampled_from([(), OFFERS[:2], OFFERS[1:]])),
        ahead=tuple(draw(some.lists(some.sampled_from(OFFERS), unique=True))),
        ahead_growth=draw(some.none() | some.decimals(-20, 100, places=2)),
        ahead_months=draw(some.sampled_from([6, 12, 24])),
        ahead_per=draw(some.sampled_from(["month", "total"])),
        ahead_budget=draw(some.none() | some.decimals("0.01", 10**9, places=2)),
        ahead_doubts=draw(some.sampled_from([(), (("volume", "3"), ("fx", "1"))])),
    )


@given(scenarios())
@settings(max_examples=150, deadline=None)
def test_what_a_link_was_made_of_comes_back_from_it(scenario):
    assert decode(encode(scenario), KNOWN) == (scenario, ())


@given(scenarios())
@settings(max_examples=60, deadline=None)
def test_what_a_file_was_made_of_comes_back_from_it(scenario):
    assert read_scenario(write_scenario(scenario), KNOWN) == (scenario, ())


params = some.sampled_from(
    sorted(
        {
            *encode(Scenario()),
            *["jobs", "w", "req", "think", "fx", "o", "no", "now", "off", "vat"],
            *["ab", "f", "fg", "fn", "fp", "fb", "fd"],
            *["tier", "q", "q_all", "scores", "s", "price"],
        }
    )
)
rubbish = some.text(max_size=60) | some.text(alphabet=printable, max_size=400)


@given(some.dictionaries(params, rubbish, max_size=12))
@settings(max_examples=400, deadline=None)
def test_no_link_makes_reading_fail(link):
    scenario, ignored = decode(link, KNOWN)
    assert {one.param for one in ignored} <= set(link)
    assert decode(encode(scenario), KNOWN).scenario == scenario


@given(some.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_file_makes_reading_fail_without_words(content):
    with pytest.raises(WorkloadError, match="scenario"):
        read_scenario(content, KNOWN)


scalars = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.sampled_from(["1/3", "-1", "0", "1e30", "day", "Asia/Shanghai", "2026-11-01", "CN", ""])
    | some.text(max_size=30)
)
values = scalars | some.lists(scalars, max_size=25)


def spots(value, before=()):
    """Every place in a JSON value that can be written anew."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner if isinstance(value, (dict, list)) else ():
        yield (*before, key)
        yield from spots(part, (*before, key)) if isinstance(part, (dict, list)) else ()


@given(some.data())
@settings(max_examples=300, deadline=None)
def test_workloads_that_somebody_tampered_with_can_be_priced_or_are_refused(data):
    jobs = json.loads(to_json(MINE))
    for _ in range(data.draw(some.integers(1, 3))):
        *way, last = data.draw(some.sampled_from(list(spots(jobs))))
        place = jobs
        for key in way:
            place = place[key]
        place[last] = data.draw(values)
    try:
        read = from_json(json.dumps(jobs).encode())
    except WorkloadError:
        return
    if read:
        compare(read, ["openai/gpt-5", "alibaba-cn/qwen-plus"])


def test_a_tier_with_less_than_no_requests_is_refused():
    jobs = json.loads(to_json(MINE[:1]))
    jobs[0]["service_tiers"] = [["batch", "-1"], ["flex", "1"]]
    with pytest.raises(WorkloadError, match="the shares of the service tiers are at least 0 each"):
        from_json(json.dumps(jobs).encode())


@pytest.mark.parametrize(
    "number", ["1e999999999", "1E+9999", "9" * 5000, "-2", "NaN", "1/0", "1/" + "9" * 40]
)
def test_numbers_that_no_workload_has_are_refused_at_once(number):
    for text in (f'"{number}"', number):
        with pytest.raises(WorkloadError):
            from_json(f'[{{"name": "x", "requests": {text}}}]'.encode())


def test_a_link_that_unpacks_to_very_much_is_refused():
    bomb = pack((replace(MINE[0], name="x" * 10_000_000),))
    with pytest.raises(WorkloadError, match="too many"):
        unpack(bomb)


def test_what_cannot_be_used_is_named_and_the_rest_holds():
    link = {"v": "1", "fx": "abc", "w": "zzz", "req": "0", "ccy": "CNY", "o": "openai/gpt-5,gone/x"}
    scenario, ignored = decode(link, KNOWN)
    assert ignored == (
        Ignored("req", "0"),
        Ignored("fx", "abc"),
        Ignored("w", "zzz"),
        Ignored("o", "gone/x"),
    )
    assert scenario == Scenario(currency="CNY", offers=("openai/gpt-5",))


def test_a_link_of_a_later_version_is_read_as_far_as_it_can_be():
    assert decode({"v": "2", "n": "12"}, KNOWN) == (Scenario(months=12), (Ignored("v", "2"),))


def test_another_language_in_a_link_changes_nothing_else():
    scenario = Scenario(own=MINE, workload=ALL_OWN, fx=Decimal("7.1"), baseline=OFFERS[0])
    link = encode(scenario) | {"lang": "zh"}
    assert decode(link, KNOWN).scenario == replace(scenario, language="zh")


def test_a_link_says_its_defaults_too():
    assert encode(Scenario()) == {
        "v": "1",
        "lang": "en",
        "w": FIRST_WORKLOAD,
        "ccy": "USD",
        "n": "1",
        "in": "shortlist",
        "view": "bill",
    }


def test_a_hundred_workloads_fit_a_link_and_thousands_do_not():
    hundred = tuple(replace(MINE[1], name=f"job {i}", requests=Fraction(i)) for i in range(100))
    params = fitting(Scenario(own=hundred, workload=ALL_OWN))
    assert params is not None
    assert len(urlencode(params)) < LINK
    assert unpack(params["jobs"]) == hundred
    many = tuple(
        replace(MINE[1], name=f"job {i * 7919 % 10007}", requests=Fraction(i * 104729 % 99991 + 1))
        for i in range(1_500)
    )
    assert fitting(Scenario(own=many, workload=ALL_OWN)) is None
    elsewhere = Scenario(own=many, workload=FIRST_WORKLOAD)
    assert fitting(elsewhere) == encode(replace(elsewhere, own=()))


def test_every_preset_and_every_kind_of_size_travels_whole():
    jobs = (*(profile.workload() for profile in presets().values()), *MINE)
    assert unpack(pack(jobs)) == jobs
    assert from_json(to_json(jobs)) == jobs


def test_a_floor_of_a_scale_nobody_knows_is_left_out_and_named():
    read = decode({"q": "Our eval:85"}, KNOWN)
    assert read == (Scenario(), (Ignored("q", "Our eval:85"),))
    assert decode({"q": "MMLU-Pro:85"}, KNOWN).scenario.least == ("MMLU-Pro", Decimal(85))


def test_scores_of_ones_own_make_their_scale_known():
    link = {"scores": pack_scores(OWN_SCORES), "q": "own:我们的 eval: 2:70"}
    assert decode(link, KNOWN).scenario.least == ("own:我们的 eval: 2", Decimal(70))


@pytest.mark.parametrize(
    "plain", [b"[]", b'{"a": {"gpt": "1e9"}}', b'{"": {"gpt": "1"}}', b'{"a": {}}', b'{"a": 1}']
)
def test_what_is_no_table_of_scores_is_refused(plain):
    with pytest.raises(WorkloadError, match="scores of this link are damaged"):
        unpack_scores(squeeze(plain))


def test_scores_nobody_looks_at_stay_behind_before_a_link_grows_too_long():
    many = Scale("eval", {f"m{n * 7919 % 10007}": Decimal(n) for n in range(2_000)}, OWN)
    assert "scores" not in (fitting(Scenario(scores=(many,))) or {"scores": ""})
    assert fitting(Scenario(scores=(many,), least=("own:eval", Decimal(1)))) is None


@pytest.mark.parametrize("text", ["flex:60,priority:60", "turbo:10", "flex", "flex:-1", "flex:101"])
def test_tiers_that_cannot_be_are_left_at_their_default_and_named(text):
    assert decode({"tier": text}, KNOWN) == (Scenario(), (Ignored("tier", text),))
