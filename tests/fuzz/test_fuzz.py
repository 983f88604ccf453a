"""Every reader of foreign bytes, on all inputs kept, and fuzzed anew for a few seconds."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from platform import machine

import pytest

from tests.fuzz.seeds import broke, seeds
from tests.fuzz.targets import TARGETS

CI = os.environ.get("CI") == "true"
SECONDS = 6 if CI else 1
"""For each of nine targets: about a minute in CI."""
MOST_REPLAYED = 30
HAS_WHEELS = sys.platform == "linux" and machine() == "x86_64" and sys.version_info < (3, 15)


@pytest.mark.parametrize("target", TARGETS)
def test_what_once_broke_a_reader_breaks_it_no_more(target):
    for data in broke(target):
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_inputs_that_reach_far_into_a_reader_are_read_or_refused_as_promised(target):
    inputs = seeds(target)
    assert inputs
    for data in inputs[:: 1 + len(inputs) // MOST_REPLAYED]:
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_a_reader_raises_only_our_errors_within_two_seconds_and_500_mb(target):
    if find_spec("atheris") is None:
        if CI and HAS_WHEELS:
            pytest.fail("atheris is not installed")
        pytest.skip("atheris is not installed: it fuzzes on Linux only")
    from tests.fuzz.run import fuzz

    done = fuzz(target, SECONDS, seed=1)  # the same walk each time: CI fails for what changed
    assert done.returncode == 0, done.stderr[-3_000:]
