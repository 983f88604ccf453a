"""Replay `docs/worked-case.md`; `python -m tests.worked_case` writes what it prints into it."""

from __future__ import annotations

import contextlib
import re
import tempfile
from pathlib import Path

from tests.pasted import commands, run

CASE = Path(__file__).parent.parent / "docs" / "worked-case.md"
_STEP = re.compile(r"^```sh\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def replayed(text: str) -> str:
    """The document with what its commands print now, run in the current folder."""

    def step(found: re.Match[str]) -> str:
        printed = "".join(_printed(words) for words in commands(found[1]))
        shown = f"\n```\n{printed}```\n" if printed else ""
        return f"```sh\n{found[1]}```\n{shown}"

    return _STEP.sub(step, text)


def _printed(words: list[str]) -> str:
    ran = run(words)
    if ran.code:
        raise ValueError(f"{' '.join(words)}: {ran.err or ran.out}")
    return ran.out


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        now = replayed(CASE.read_text("utf-8"))
    CASE.write_text(now, "utf-8")
