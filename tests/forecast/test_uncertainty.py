"""What is uncertain, as people write it and read it."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from calculator.forecast.draws import Draws
from calculator.forecast.expected import expected_volume, widened
from calculator.forecast.features import bands
from calculator.forecast.uncertainty import Factor, Shift, Uncertainty
from calculator.forecast.uncertainty_file import read_uncertainty, with_options
from calculator.profiles import read_profile
from calculator.workload import TokenSize, Workload
from pricing.errors import SheetError, WorkloadError

DOCS = Path(__file__).parent.parent.parent / "docs"
JOB = Workload("job", Fraction(1), cached_share=Fraction(1, 2))
SEEN = TokenSize.histogram([(10, 5, 50), (1_000, 40, 8_000), (1_000_000, 3, 700_000)])


@pytest.mark.parametrize(
    "factor", [Factor(Fraction(1, 2), Fraction(3)), Factor.within(Fraction(2))]
)
def test_eight_in_ten_factors_lie_where_it_says(factor):
    worlds = Draws(Uncertainty(volume=factor), 100_000, 1).level
    inside = np.mean((worlds > float(factor.low)) & (worlds < float(factor.high)))
    assert abs(inside - 0.8) < 0.005
    assert abs(np.mean(worlds < float(factor.low)) - 0.1) < 0.004


def test_eight_in_ten_shares_lie_around_a_half_and_others_closer():
    draws = Draws(Uncertainty(cached_share=Fraction(1, 10)), 100_000, 1)
    half = draws.cached_share(JOB)
    assert abs(np.mean((half > 0.4) & (half < 0.6)) - 0.8) < 0.01
    most = draws.cached_share(Workload("job", Fraction(1), cached_share=Fraction(19, 20)))
    assert abs(most.mean() - 0.95) < 0.001
    assert np.quantile(most, 0.9) - np.quantile(most, 0.1) < 0.1
    assert most.max() < 1


@pytest.mark.parametrize("share", [0, 1])
def test_a_share_of_nothing_or_everything_is_certain(share):
    worlds = Draws(Uncertainty(), 100, 1).cached_share(
        Workload("job", Fraction(1), cached_share=Fraction(share))
    )
    assert set(worlds) == {share}


def test_a_stream_of_luck_belongs_to_one_thing():
    sure = Draws(Uncertainty(volume=Factor(Fraction(1), Fraction(1))), 50, 3)
    unsure = Draws(Uncertainty(), 50, 3)
    assert (sure.input_scale == unsure.input_scale).all()
    assert not (sure.level == unsure.level).all()


def test_the_mean_volume_is_that_of_many_worlds():
    by = Uncertainty(growth=Shift(Fraction(-1, 10), Fraction(1, 5)))
    worlds = Draws(by, 200_000, 1).volume(JOB, 6, 6)
    assert float(expected_volume(by, Fraction(0), 6)) == pytest.approx(worlds.mean(), rel=0.01)


@pytest.mark.parametrize(
    "size",
    [TokenSize(Fraction(500)), TokenSize.lognormal(Fraction(400), Fraction(2_000)), SEEN],
    ids=["one", "lognormal", "seen"],
)
def test_a_scaled_size_has_the_shares_of_many_worlds(size):
    factor = Factor(Fraction(1, 2), Fraction(3))
    worlds = Draws(Uncertainty(volume=factor), 100_000, 1).level
    bounds = (5, 700, 20_000)
    drawn = bands(size, worlds * float(size.mean), bounds)
    every = widened(size, factor)
    share = tokens = 0.0
    for bound, (part, spoken) in zip(bounds, drawn, strict=False):
        share, tokens = share + part.mean(), tokens + spoken.mean()
        below = every.below(Fraction(bound))
        assert float(below[0]) == pytest.approx(share, abs=0.005)
        assert float(below[1] * every.mean) == pytest.approx(tokens, abs=0.01 * float(every.mean))
    assert sum(part.mean() for part, _ in drawn) == pytest.approx(1)


def test_a_file_says_what_it_says_and_leaves_the_rest(tmp_path):
    path = tmp_path / "wide.yaml"
    path.write_text("volume: [0.5, 3]\ngrowth: [-0.01, 0.05]\ncached_share: 0.2\n")
    read = read_uncertainty(path)
    assert read.volume == Factor(Fraction(1, 2), Fraction(3))
    assert read.growth == Shift(Fraction(-1, 100), Fraction(1, 20))
    assert read.cached_share == Fraction(1, 5)
    assert read.fx == Uncertainty().fx


def test_a_workload_file_may_say_it_too(tmp_path):
    path = tmp_path / "bot.yaml"
    path.write_text(
        "name: bot\nrequests_per_day: 1\ninput_tokens: 1\noutput_tokens: 1\n"
        "uncertainty: {thinking: [0.5, 4]}\n"
    )
    said = read_profile(path).uncertainty
    assert said is not None
    assert said.thinking == (Fraction(1, 2), 4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("volumes: [1, 2]\n", "wide.yaml:1: .*did you mean 'volume'"),
        (
            "fx: [1, 1]\nvolume: [2, 1]\n",
            "volume: a factor lies between 0 < low ≤ high, got 2 and 1",
        ),
        ("cached_share: 0.5\n", "wide.yaml:1: "),
    ],
)
def test_what_a_file_gets_wrong_is_told(text, told, tmp_path):
    path = tmp_path / "wide.yaml"
    path.write_text(text)
    with pytest.raises(SheetError, match=told):
        read_uncertainty(path)


def test_a_certain_factor_compounds_with_the_years():
    twice = Factor(Fraction(2), Fraction(2))
    assert twice.mean() == 2
    assert float(twice.mean(3)) == pytest.approx(8)


def test_requests_of_nothing_are_below_every_size_in_all_worlds():
    # of four requests three are of nothing, in a bin that might hold up to 10 tokens
    size = TokenSize.histogram([(10, 3, 0), (100, 1, 60)])
    every = widened(size, Factor(Fraction(1, 2), Fraction(3)))
    share, tokens = every.below(Fraction(1, 1_000))
    assert (share, tokens) == (Fraction(3, 4), 0)


def test_options_are_laid_over_each_other():
    read = with_options(Uncertainty(), ["none", "volume=0.7..1.5", "cached_share=0.3"])
    assert read.volume == Factor(Fraction(7, 10), Fraction(3, 2))
    assert read.cached_share == Fraction(3, 10)
    assert read.thinking.certain


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("volume=2", r"'volume=2' cannot be read: write it as volume=0\.8\.\.1\.25"),
        ("volume=a..b", r"cannot be read"),
        ("cached_share=0.1..0.2", r"write it as cached_share=0\.1"),
        ("volum=1..2", r"did you mean 'volume'"),
        ("volume=2..1", r"volume: a factor lies between"),
        ("growth=0.05..-0.01", r"^growth: low must not exceed high, got 0\.05 and -0\.01$"),
        (
            "cached_share=0.5",
            r"^cached_share must be from 0 to 2/5 around one half, got 1/2$",
        ),
    ],
)
def test_what_an_option_gets_wrong_is_told(option, told):
    with pytest.raises(WorkloadError, match=told):
        with_options(Uncertainty(), [option])


def test_each_assumption_is_a_sentence():
    said = list(Uncertainty().sentences())
    assert said[0] == "requests: 8 in 10 outcomes lie between × 0.8 and × 1.25"
    assert said[2] == (
        "growth per month: 8 in 10 outcomes lie between −2 and +2 points of what is stated"
    )
    assert said[6].startswith("cached share: of 50 %, 8 in 10 outcomes lie between 40 and 60 %")
    assert set(list(Uncertainty.none().sentences())) >= {"requests: as stated"}
    assert all(line.endswith("as stated") for line in Uncertainty.none().sentences())


def test_the_example_in_the_documents_can_be_read(tmp_path):
    text = (DOCS / "forecast.md").read_text("utf-8")
    path = tmp_path / "wide.yaml"
    path.write_text(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0], encoding="utf-8")
    read = read_uncertainty(path)
    assert read.growth.mean == Fraction(15, 1000)
    assert read.thinking.certain
    assert read.fx.certain


def test_the_documents_tell_the_defaults_as_they_are():
    text = (DOCS / "forecast.md").read_text("utf-8")
    said = dict(re.findall(r"\| `(\w+)` \| × ([\d.]+) to × [\d.]+", text))
    by = Uncertainty()
    assert {name: f"{float(getattr(by, name).low):.2g}" for name in said} == said
    assert set(said) == {
        "volume",
        "month_to_month",
        "input_tokens",
        "output_tokens",
        "thinking",
        "fx",
    }
