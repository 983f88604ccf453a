"""A report as one HTML file: its bars are boxes, so that it needs no script and prints well."""

from __future__ import annotations

from html import escape

from calculator.bill_groups import GROUPS
from calculator.reports.content import Bar, Cell, Report, Table
from calculator.reports.markdown import sums
from calculator.reports.words import say
from pricing.money import EXACT, Money, show_amount

_LANG = {"en": "en", "zh": "zh-CN"}
_HUES = ("#1e479d", "#5c90a8", "#c87b15", "#963f38", "#212323")
_STYLE = """
:root{color-scheme:light}
body{font:15px/1.5 "Source Sans 3","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
color:#141414;background:#fff;margin:2rem auto;max-width:72rem;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}.answer{font-size:1.1rem}
table{border-collapse:collapse;width:100%;font-size:.85rem}
.bars b{text-align:right}td{min-width:2.5rem}
th,td{border-bottom:1px solid #dfdedb;padding:.3rem .5rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tr.sum td{font-weight:600;border-top:2px solid #141414}
.bars{display:grid;grid-template-columns:minmax(8rem,18rem) 1fr auto;gap:.35rem .75rem}
.bar{display:flex;height:1.2rem;align-self:center}.bar i{display:block;height:100%}
.key span{display:inline-flex;align-items:center;gap:.35rem;margin-right:1rem}
.key i{width:.8rem;height:.8rem;display:inline-block}
.wide{overflow-x:auto}
@page{size:A4 landscape;margin:12mm}
@media print{body{margin:0;max-width:none;print-color-adjust:exact}.wide{overflow:visible}
h2{break-after:avoid}tr,.bars{break-inside:avoid}}
"""

_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"
_PICTURE = """
body{width:70rem;margin:1.5rem 2rem;padding:0}h1,.answer,.facts,.bars span{white-space:nowrap;
overflow:hidden;text-overflow:ellipsis}h1{margin:0}.bars{grid-auto-rows:1.5rem}
.facts{color:#555;font-size:.8rem}
"""
_WIDTH, _MARGINS, _ANSWER, _ROW = 1184, 200, 42, 30


def as_html(report: Report) -> str:
    """The report as one self-contained page: no script, no font or file from elsewhere."""
    body = [f"<h1>{escape(report.title)}</h1>", *_answer(report)]
    if report.bars:
        body += [f"<h2>{escape(say('chart', report.language))}</h2>", _bars(report)]
    body += [_table(table, report.language) for table in (report.ranking, *report.tables)]
    return _document(report, body, _STYLE)


def as_picture(report: Report) -> tuple[str, int, int]:
    """The answer and the bars alone, as a page to photograph, with its width and height."""
    facts = f'<p class="facts">{escape(report.facts)}</p>'
    body = [f"<h1>{escape(report.title)}</h1>", *_answer(report), _bars(report), facts]
    height = _MARGINS + _ANSWER * len(report.answer) + _ROW * len(report.bars)
    return _document(report, body, _STYLE + _PICTURE), _WIDTH, height


def _document(report: Report, body: list[str], style: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{_LANG[report.language]}">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{style}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _answer(report: Report) -> list[str]:
    return [f'<p class="answer">{escape(text)}</p>' for text in report.answer]


def _bars(report: Report) -> str:
    language = report.language
    keys = "".join(
        f'<span><i style="background:{hue}"></i>{escape(say(f"col.{group}", language))}</span>'
        for group, hue in zip(GROUPS, _HUES, strict=True)
        if any(bar.parts[group].amount > 0 for bar in report.bars)
    )
    largest = max((bar.bill for bar in report.bars), key=lambda money: money.amount, default=None)
    rows = "".join(_bar(bar, largest, language) for bar in report.bars if largest)
    return f'<p class="key">{keys}</p><div class="bars">{rows}</div>'


def _bar(bar: Bar, largest: Money, language: str) -> str:
    boxes = "".join(
        f'<i style="width:{_percent(part, largest)}%;background:{hue}" '
        f'title="{_told(group, part, language)}"></i>'
        for (group, part), hue in zip(bar.parts.items(), _HUES, strict=True)
        if part.amount > 0
    )
    bill = escape(show_amount(bar.bill, language))
    return f'<span>{escape(bar.label)}</span><span class="bar">{boxes}</span><b>{bill}</b>'


def _told(group: str, part: Money, language: str) -> str:
    return escape(f"{say(f'col.{group}', language)} {show_amount(part, language)}")


def _percent(part: Money, whole: Money) -> str:
    return f"{EXACT.divide(part.amount * 100, whole.amount):.3f}"


def _table(table: Table, language: str) -> str:
    head = "".join(
        f'<th class="n">{escape(name)}</th>' if _right(table, i) else f"<th>{escape(name)}</th>"
        for i, name in enumerate(table.header)
    )
    rows = "".join(f"<tr>{_cells(row, language)}</tr>" for row in table.rows)
    if table.sums and table.rows:
        rows += f'<tr class="sum">{_cells(tuple(sums(table)), language)}</tr>'
    text = f"<p>{escape(table.text)}</p>" if table.text else ""
    return (
        f'<h2>{escape(table.heading)}</h2>{text}<div class="wide"><table><thead><tr>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _right(table: Table, place: int) -> bool:
    return any(isinstance(row[place], Money | int) for row in table.rows)


def _cells(row: tuple[Cell, ...], language: str) -> str:
    return "".join(_cell(cell, language) for cell in row)


def _cell(cell: Cell, language: str) -> str:
    if isinstance(cell, Money):
        return f'<td class="n">{escape(show_amount(cell, language))}</td>'
    if isinstance(cell, int):
        return f'<td class="n">{cell:,}</td>'
    text = escape(cell or "")
    if text.startswith("https://"):
        return f'<td><a href="{text}">{text}</a></td>'
    return f"<td>{text}</td>"
