from __future__ import annotations

import re
from pathlib import Path

from calculator.fit.calendar import DAYS_FOR_HOURS, DAYS_FOR_WEEKENDS, REQUESTS_FOR_HOURS
from calculator.fit.grid import ENOUGH
from calculator.fit.growth import ENOUGH_WEEKS
from calculator.profiles import read_profile

TEXT = (Path(__file__).parents[2] / "docs" / "workloads.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


def test_the_example_is_a_workload(tmp_path):
    path = tmp_path / "bot.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    job = read_profile(path).workload()
    assert (job.answer.mean, job.reasoning, job.output.mean) == (300, 600, 900)
    assert job.rhythm.hours[9:12] == (8, 9, 9)


def test_the_document_says_how_much_a_fit_needs():
    assert (DAYS_FOR_HOURS, DAYS_FOR_WEEKENDS, ENOUGH_WEEKS) == (3, 4, 8)
    assert f"three whole days, {REQUESTS_FOR_HOURS} requests" in TEXT
    assert f"{ENOUGH} requests, a row for each" in TEXT
