"""A scenario as a file: what a link says, however many workloads it carries."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from calculator.dashboard.limits import MB, SCENARIO_FILE
from calculator.dashboard.link import Known, Reading, decode, encode
from calculator.dashboard.packed import from_json, to_json
from calculator.dashboard.scenario import Scenario
from pricing.errors import WorkloadError

NAME, MIME = "tokenfare-scenario.json", "application/json"
_MARK = "tokenfare scenario"


def write_scenario(scenario: Scenario) -> bytes:
    """The file's content: the parameters of the link, and the workloads in the open."""
    params = {name: text for name, text in encode(scenario).items() if name != "jobs"}
    content = {"is": _MARK, "link": params, "workloads": json.loads(to_json(scenario.own))}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_scenario(content: bytes, known: Known, first: Scenario | None = None) -> Reading:
    """A scenario from a file's content.

    Raises:
        WorkloadError: not such a file, or workloads that cannot be used.
    """
    if len(content) > SCENARIO_FILE:
        raise WorkloadError(f"the file is larger than {SCENARIO_FILE // MB} MB")
    try:
        found: Any = json.loads(content)
        params, workloads = found["link"], found["workloads"]
        marked = found["is"] == _MARK
    except (ValueError, LookupError, TypeError, RecursionError):
        marked = False
    if not marked or not isinstance(params, dict):
        raise WorkloadError(f"this is no scenario file: download one as {NAME}")
    own = from_json(json.dumps(workloads).encode())
    texts = {str(name): text for name, text in params.items() if isinstance(text, str)}
    texts.pop("jobs", None)
    return decode(texts, known, replace(first or Scenario(), own=own))
