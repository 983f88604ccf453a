from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from calculator.projection import project
from calculator.sizes import TokenSize
from calculator.workload import Workload
from pricing.errors import WorkloadError
from tests.calculator.test_projection import FEBRUARY


def seen(*sizes: int, edges: tuple[int, ...]) -> TokenSize:
    """The histogram of these sizes, with bins that end at these edges."""
    rows = []
    for over, up_to in pairwise((-1, *edges)):
        inside = [size for size in sizes if over < size <= up_to]
        rows.append((up_to, len(inside), sum(inside)))
    return TokenSize.histogram(rows)


def test_a_histogram_has_the_mean_and_the_percentiles_of_its_requests():
    size = seen(10, 20, 30, 940, edges=(20, 30, 1_000))
    assert size.mean == 250
    assert (size.p50, size.p95) == (20, 1_000)


def test_a_tier_at_the_edge_of_a_bin_meets_exactly_the_requests_below_it():
    low, high = seen(10, 20, 30, 940, edges=(30, 1_000)).bands([30])
    assert (low.share, low.mean) == (Fraction(3, 4), 20)
    assert (high.share, high.mean) == (Fraction(1, 4), 940)


def test_inside_a_bin_the_requests_lie_even_on_each_side_of_its_mean():
    # 100 requests of 0 to 100 tokens whose mean is 25: three quarters of them lie below 25, even
    size = TokenSize.histogram([(100, 100, 2_500)])
    low, high = size.bands([10])
    assert low.share == Fraction(3, 4) * Fraction(10, 25)
    assert low.mean == 5
    assert low.share * low.mean + high.share * high.mean == 25


def test_an_empty_bin_says_where_nobody_is():
    # nothing lies between 100 and 1,000: a bound there cuts nothing off the bin above
    low, high = TokenSize.histogram([(100, 1, 50), (1_000, 0, 0), (2_000, 1, 1_100)]).bands([999])
    assert (low.share, low.mean, high.mean) == (Fraction(1, 2), 50, 1_100)


def test_scaling_moves_the_sizes_and_keeps_the_shares():
    doubled = seen(10, 20, 30, 940, edges=(30, 1_000)).times(Fraction(2))
    low, high = doubled.bands([60])
    assert (doubled.mean, low.share, low.mean, high.mean) == (500, Fraction(3, 4), 40, 1_880)


@pytest.mark.parametrize(("bound", "share"), [(499, 0), (500, 1)])
def test_requests_of_one_size_lie_on_one_side_of_a_bound(bound, share):
    assert TokenSize(Fraction(500)).below(Fraction(bound)) == (share, share)


def test_requests_of_nothing_are_a_size_too():
    low, high = seen(0, 0, 0, 40, edges=(0, 39, 40)).bands([5])
    assert (low.share, low.mean, high.mean) == (Fraction(3, 4), 0, 40)
    assert TokenSize.histogram([(0, 5, 0)]).bands([10])[0].mean == 0


@given(
    some.lists(some.integers(0, 5_000), min_size=1, max_size=30),
    some.sets(some.integers(1, 6_000), max_size=4),
    some.sets(some.integers(1, 4_999), max_size=5),
)
def test_bands_add_up_to_all_requests_and_all_tokens(sizes, bounds, edges):
    size = seen(*sizes, edges=(*sorted(edges), 5_000))
    bands = size.bands(sorted(bounds))
    assert sum(b.share for b in bands) == 1
    assert sum(b.share * b.mean for b in bands) == Fraction(sum(sizes), len(sizes))
    assert [b.mean for b in bands] == sorted(b.mean for b in bands)


def test_what_was_seen_falls_into_its_tiers_to_the_last_pico(catalog):
    # demo/banded: 2, 4 and 8 yuan per million of input up to 32,000, 128,000 and above
    sizes = (1_000, 32_000, 32_001, 100_000, 200_000)
    job = Workload(
        "w", Fraction(5), per="month", input=seen(*sizes, edges=(32_000, 128_000, 200_000))
    )
    month = project(job, "demo/banded", start=FEBRUARY, catalog=catalog).months[0]
    expected = 33_000 * 2 + 132_001 * 4 + 200_000 * 8
    assert Fraction(month.list_cost.amount) * 10**6 == expected


def test_percentiles_that_do_not_rise_are_refused():
    with pytest.raises(WorkloadError, match="p50 and p95 must be 0 < p50 < p95, got 9 and 9"):
        TokenSize.lognormal(Fraction(9), Fraction(9))


@pytest.mark.parametrize(
    ("bins", "said"),
    [
        ([], "needs a bin with requests"),
        ([(10, 0, 0)], "needs a bin with requests"),
        ([(10, 0, 5), (20, 1, 11)], "0 requests"),
        ([(10, -1, 5), (20, 3, 40)], "must not be negative"),
        ([(10, 1, 5), (10, 1, 10)], "does not lie above"),
        ([(10, 1, 11)], "cannot have 11 tokens together"),
        ([(10, 1, 10), (20, 2, 19)], "of more than 10 tokens cannot have 19 tokens"),
    ],
)
def test_a_histogram_that_cannot_be_is_refused(bins, said):
    with pytest.raises(WorkloadError, match=said):
        TokenSize.histogram(bins)
