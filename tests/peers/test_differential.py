"""Tens of thousands of requests, priced by us and by each peer: every difference is explained."""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from pricing.peers.installed import PACKAGES, Peer
from tests.peer_records import installed
from tests.peers import comparing
from tests.peers.comparing import Case, run
from tests.peers.document import DOCUMENT, REQUESTS, with_current_tables
from tests.peers.judging import UNEXPLAINED
from tests.peers.rules import RULES
from tests.peers.verdicts import RIGHT, verdict_of, verdicts

VERSIONS = Path(__file__).with_name("versions.txt").read_text("utf-8")
JUDGED = dict(re.findall(r"^([\w-]+)==(\S+)$", VERSIONS, re.MULTILINE))


def judged(name: str) -> Peer:
    """A peer of the version that was judged: CI must have it, elsewhere another one skips."""
    peer = installed(name)
    if peer.version != JUDGED[name] and os.environ.get("CI") != "true":
        pytest.skip(f"{peer} is installed, {JUDGED[name]} was judged")
    assert peer.version == JUDGED[name], "judge this version: see tests/peers/versions.txt"
    return peer


@cache
def cases(name: str) -> list[Case]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(run(judged(name), REQUESTS))


@pytest.mark.parametrize("name", PACKAGES)
def test_no_difference_is_left_unexplained(name):
    assert [str(case) for case in cases(name) if case.unexplained] == []


@pytest.mark.parametrize("name", PACKAGES)
def test_each_difference_has_one_answer(name):
    found = {(kind, case.offer.id): case for case in cases(name) for kind in case.classes}
    assert {key: len(verdict_of(key[0], case)) for key, case in found.items()} == dict.fromkeys(
        found, 1
    )


def test_tens_of_thousands_of_requests_are_compared():
    assert sum(len(cases(name)) for name in PACKAGES) > 30_000


@pytest.mark.parametrize(
    ("name", "share"), [("genai-prices", 0.7), ("litellm", 0.7), ("tokencost", 0.5)]
)
def test_most_sums_are_equal_to_the_last_digit(name, share):
    equal = sum(not case.classes for case in cases(name))
    assert equal > share * len(cases(name))


def test_every_answer_and_every_rule_is_needed():
    every = [case for name in PACKAGES for case in cases(name)]
    kinds = Counter(kind for case in every for kind in case.classes)
    unused = [
        verdict
        for verdict in verdicts()
        if not any(verdict.covers(verdict.kind, c) for c in every if verdict.kind in c.classes)
    ]
    assert unused == []
    assert {rule.name for rule in RULES} - set(kinds) == set()


def test_every_answer_says_who_why_and_by_which_source():
    for verdict in verdicts():
        assert verdict.right in RIGHT
        assert verdict.why
        assert verdict.source


def test_the_document_is_current():
    text = DOCUMENT.read_text("utf-8")
    runs = {str(judged(name)): cases(name) for name in PACKAGES}
    assert with_current_tables(text, runs) == text


def test_a_wrong_sum_of_ours_would_be_found(monkeypatch):
    """One pico too much for each token of input, on a model with the same rates on both lists."""
    honest = comparing.price

    def dearer(usage, offer, **conditions):
        cost = honest(usage, offer, **conditions)
        cost._picos += usage.input_tokens
        return cost

    peer = judged("genai-prices")
    one = replace(peer, models=tuple(m for m in peer.models if m.id == "openai/gpt-5"))
    monkeypatch.setattr(comparing, "price", dearer)
    standard = [case for case in run(one, 20) if case.request.service_tier == "standard"]
    assert {case.offer.id for case in standard} == {"openai/gpt-5"}
    assert {case.classes for case in standard} == {frozenset({UNEXPLAINED})}
