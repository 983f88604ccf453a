"""Commands as they stand in a document: found, and run as if pasted into a shell."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from calculator.cli import app
from pricing.errors import PricingError
from tests.fit import kimi_like

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def blocks(text: str, language: str) -> list[str]:
    """What stands in the fences of a language."""
    return [body for named, body in FENCE.findall(text) if named == language]


def commands(block: str) -> list[list[str]]:
    """The words of each line of a block of commands; lines that end in `\\` go on."""
    lines = block.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def run(words: list[str]) -> Ran:
    """Run a command of ours in the current folder, through the filters behind its pipes."""
    first, *filters = _piped(words)
    ran = _tokenfare(first[1:]) if first[0] == "tokenfare" else Ran(0, _other(first), "")
    lines = ran.out.splitlines()
    for name, *options in filters:
        lines = _FILTERS[name](options, lines)
    return ran._replace(out="".join(f"{line}\n" for line in lines))


def _tokenfare(words: list[str]) -> Ran:
    result = CliRunner().invoke(app, words)
    if isinstance(result.exception, PricingError):
        return Ran(2, result.stdout, f"tokenfare: {result.exception}")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def _other(words: list[str]) -> str:
    """The few commands that are not ours."""
    match words:
        case ["python", "tests/fit/kimi_like.py", out]:
            kimi_like.write(Path(out))
            return ""
        case ["echo", line, ">>", file]:
            with open(file, "a", encoding="utf-8") as end:
                end.write(f"{line}\n")
            return ""
        case ["head", "-n", count, file]:
            return "".join(Path(file).read_text("utf-8").splitlines(True)[: int(count)])
    raise ValueError(f"no document has {shlex.join(words)}")


def _piped(words: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _grep(options: list[str], lines: list[str]) -> list[str]:
    *flags, pattern = options
    return [line for line in lines if bool(re.search(pattern, line)) != ("-v" in flags)]


_FILTERS: dict[str, Callable[[list[str], list[str]], list[str]]] = {
    "head": lambda options, lines: lines[: int(options[1])],
    "tail": lambda options, lines: lines[-int(options[1]) :],
    "grep": _grep,
}
