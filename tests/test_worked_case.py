"""The worked case prints what it says it prints, on a log like the one it names."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.fit import kimi_like
from tests.pasted import FENCE
from tests.worked_case import CASE, replayed

TEXT = CASE.read_text("utf-8")
PROSE = FENCE.sub("", TEXT)
PRINTED = "\n".join(body for language, body in FENCE.findall(TEXT) if not language)
OF_THE_TRACE = {"12,031", "12,035", "6,909", "39,552", "37.4 %", "144.8", "4.1", "512"}
OF_THE_TEAM = {"300,000", "22,905"}
_FIGURE = re.compile(r"(?<![\w.,-])(?:CN¥)?\d{1,3}(?:,\d{3})*(?:\.\d+)?(?: %)?(?![\w-]|[.,]\d)")


def _without_book(text: str) -> str:
    return re.sub(r"book \d{4}\.\d\d\.\d\d\+\w{8}", "book", text)


@pytest.fixture(scope="module")
def log():
    return kimi_like.kimi_like()


def test_what_stands_below_the_commands_is_what_they_print(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    now = replayed(TEXT)
    assert _without_book(now) == _without_book(TEXT), "python -m tests.worked_case; then reread it"
    assert (tmp_path / "assistant.html").stat().st_size > 10_000


def test_every_figure_of_the_reasoning_was_printed_or_is_said_to_be_given():
    figures = {figure for figure in _FIGURE.findall(PROSE) if len(figure) > 2}
    printed = figures & set(_FIGURE.findall(PRINTED))
    assert len(printed) > 20
    assert figures - printed - OF_THE_TRACE - OF_THE_TEAM == set()


def test_the_log_has_the_sizes_of_the_trace(log):
    inputs = log["input_tokens"].to_numpy()
    answers = log["output_tokens"].to_numpy() - log["reasoning_tokens"].to_numpy()
    assert np.median(inputs) == pytest.approx(6_909, rel=0.01)
    assert np.quantile(inputs, 0.95) == pytest.approx(39_552, rel=0.01)
    assert inputs.mean() == pytest.approx(144_793_823 / 12_031, rel=0.02)
    assert answers.mean() == pytest.approx(4_122_048 / 12_031, rel=0.01)


def test_as_much_of_its_input_came_before_in_whole_blocks(log):
    inputs, cached = log["input_tokens"].to_numpy(), log["cached_tokens"].to_numpy()
    assert cached.sum() / inputs.sum() == pytest.approx(54_098_411 / 144_793_823, abs=0.005)
    assert set(cached % 512) == {0}
    assert (cached <= inputs).all()


def test_a_working_day_has_as_many_requests_as_the_hour_of_the_trace(log):
    days = np.unique([stamp[:10] for stamp in log["time"].to_pylist()], return_counts=True)[1]
    working = [int(count) for i, count in enumerate(days) if i % 7 < 5]
    assert np.mean(working) == pytest.approx(12_031, rel=0.01)
