"""A report as Markdown, for a pull request or a wiki."""

from __future__ import annotations

import re

from calculator.reports.content import Cell, Report, Table
from pricing.money import Money, show_amount, total


def as_markdown(report: Report) -> str:
    """The report as GitHub-flavoured Markdown, ending in a line break."""
    blocks = [f"# {_plain(report.title)}", *map(_plain, report.answer)]
    for table in (report.ranking, *report.tables):
        blocks.append(f"## {_plain(table.heading)}")
        if table.text:
            blocks.append(_plain(table.text))
        blocks.append(_table(table, report.language))
    return "\n\n".join(blocks) + "\n"


def _table(table: Table, language: str) -> str:
    amounts = [any(isinstance(row[i], Money | int) for row in table.rows) for i in _places(table)]
    lines = [_line(table.header), _line(["---:" if right else "---" for right in amounts])]
    lines += [_line([_text(cell, language) for cell in row]) for row in table.rows]
    if table.sums and table.rows:
        lines.append(_line([_text(cell, language) for cell in sums(table)]))
    return "\n".join(lines)


def _places(table: Table) -> range:
    return range(len(table.header))


def sums(table: Table) -> list[Cell]:
    """The last row of a table that adds up some columns, exact."""
    row: list[Cell] = [""] * len(table.header)
    for place in table.sums:
        column = [line[place] for line in table.rows]
        money = [cell for cell in column if isinstance(cell, Money)]
        counts = [cell for cell in column if isinstance(cell, int)]
        row[place] = total(money, money[0].currency) if money else sum(counts)
    return row


def _text(cell: Cell, language: str) -> str:
    if isinstance(cell, Money):
        return _plain(show_amount(cell, language))
    if isinstance(cell, int):
        return f"{cell:,}"
    return _plain(cell or "")


def _line(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Text that Markdown shows literally, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|~$])", r"\\\1", " ".join(text.split()))
