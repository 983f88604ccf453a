"""The README in both languages: commands run, links lead somewhere, and both say the same."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from calculator.cli import app
from tests.pasted import FENCE, blocks, commands, run

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "docs" / "README.zh-CN.md").read_text("utf-8")
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CHINESE = r"[\u4e00-\u9fff]"


def _commands(text: str) -> list[list[str]]:
    return [words for block in blocks(text, "sh") for words in commands(block)]


OURS = [
    words for words in _commands(ENGLISH) if words[0] == "tokenfare" and words[1] != "dashboard"
]


@pytest.fixture
def a_folder_with_a_log(tmp_path, monkeypatch):
    """A day of requests to two models, with what was billed for them."""
    head = "time,model,input_tokens,cached_tokens,output_tokens,reasoning_tokens,billed,currency"
    rows = (
        f"2026-11-10T{hour:02}:15:00+08:00,{model},{1_000 + 100 * hour},0,300,0,0.01,{currency}"
        for hour in range(24)
        for model, currency in (("openai/gpt-5", "USD"), ("deepseek-cn/deepseek-v4-pro", "CNY"))
    )
    (tmp_path / "usage.csv").write_text("\n".join((head, *rows)), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("words", OURS, ids=shlex.join)
def test_a_command_does_what_the_readme_promises(words, a_folder_with_a_log):
    ran = run(words)
    assert ran.code == 0, ran.err or ran.out
    promised = [word for word in words if word.endswith((".html", ".yaml"))]
    assert ran.out.strip() or promised
    assert all((a_folder_with_a_log / name).stat().st_size for name in promised)


def test_nearly_every_command_is_shown_in_the_readme():
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert known - {words[1] for words in OURS} == {"dashboard", "project"}


def test_make_has_the_targets_that_the_readme_names():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = [words[1] for words in _commands(ENGLISH) if words[0] == "make"]
    assert named
    assert set(named) <= set(targets)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_the_python_examples_run_and_print_what_stands_below_them(text, capsys):
    (example,), printed = blocks(text, "python"), blocks(text, "")
    exec(compile(example, "README", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith(printed[0].rstrip("\n"))
    assert re.fullmatch(r"0\.00\d+ USD|\$?0\.00\d+", said.splitlines()[-1])


def test_both_languages_have_the_same_commands_in_the_same_order():
    assert _commands(CHINESE) == _commands(ENGLISH)


def test_both_languages_have_the_same_examples_and_outputs():
    def shown(text: str) -> list[tuple[str, str]]:
        code = ((name, re.sub(r"\s+# .*", "", body)) for name, body in FENCE.findall(text))
        return [(name, body) for name, body in code if name != "sh"]

    assert shown(CHINESE) == shown(ENGLISH)


def test_both_languages_have_the_same_chapters_tables_and_links():
    def links(text: str, folder: Path) -> list[str]:
        found = _LINK.findall(FENCE.sub("", text))
        return sorted(str((folder / link).resolve()) for link in found if "README" not in link)

    def shape(text: str) -> list[str]:
        return re.findall(r"^#+|^\|(?= `)", FENCE.sub("", text), re.MULTILINE)

    assert shape(CHINESE) == shape(ENGLISH)
    assert set(links(CHINESE, ROOT / "docs")) == set(links(ENGLISH, ROOT))
    assert re.findall(r"`[^`]+`", FENCE.sub("", CHINESE)) == re.findall(
        r"`[^`]+`", FENCE.sub("", ENGLISH)
    )


def test_each_language_leads_to_the_other_from_its_top():
    assert "](docs/README.zh-CN.md)" in ENGLISH[:200]
    assert "](../README.md)" in CHINESE[:200]


def test_chinese_sentences_have_full_width_punctuation():
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)", "", FENCE.sub("", CHINESE))
    assert re.findall(rf".{{0,9}}{_CHINESE}[,.;:!?()]|[,;:!?()]{_CHINESE}", prose) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document):
    links = _LINK.findall(FENCE.sub("", document.read_text("utf-8")))
    inside = [link.partition("#")[0] for link in links if not re.match(r"\w+:|#", link)]
    assert [link for link in inside if not (document.parent / link).exists()] == []


def test_the_readme_names_the_python_that_is_needed():
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert facts["requires-python"] == ">=3.11"
    assert "Python 3.11 or newer" in ENGLISH
    assert "Python 3.11 或更新版本" in CHINESE
