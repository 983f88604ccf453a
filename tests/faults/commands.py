"""The command line as a process of its own, on a machine that has something wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRICE = ("price", "alibaba-cn/qwen-plus", "-i", "10000", "-o", "5000", "--at", "2026-03-01")
"""10,000 at ¥0.80 and 5,000 at ¥2.00 per million."""
PRICED = "¥0.018000"
LOG = (
    "time,model,input_tokens,output_tokens\n" + "2026-11-10T09:15:00Z,openai/gpt-5,1000,200\n" * 50
)


def tokenfare(
    *words: str | Path, before: Sequence[str] = (), cwd: Path = ROOT, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command; `before` are words in front of it, `env` are changes to the environment."""
    return python("-m", "calculator", *map(str, words), before=before, cwd=cwd, **env)


def python(
    *words: str, before: Sequence[str] = (), cwd: Path = ROOT, **env: str
) -> subprocess.CompletedProcess[bytes]:
    known = {name: value for name, value in os.environ.items() if env.get(name) != ""}
    changed = {name: value for name, value in env.items() if value}
    return subprocess.run(
        [*before, sys.executable, *words],
        env={**known, "PYTHONPATH": str(ROOT), **changed},
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
    )


def told(done: subprocess.CompletedProcess[bytes]) -> str:
    """What a command that failed said: one sentence of ours, and no traceback."""
    said = done.stderr.decode("utf-8")
    assert done.returncode == 2, said
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]
