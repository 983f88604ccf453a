"""Results as text tables and JSON, for the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import typer

from calculator.comparison import Comparison
from calculator.projection import Projection
from calculator.provenance import Provenance
from pricing.money import Money, show_amount


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def print_table(header: list[str], rows: list[list[str]], right: tuple[int, ...] = ()) -> None:
    print_lines(table_lines(header, rows, right))


def table_lines(header: list[str], rows: list[list[str]], right: tuple[int, ...] = ()) -> list[str]:
    """Rows as lines of text, in columns; those numbered in `right` are set to the right."""
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    return [
        "  ".join(
            f"{cell:>{w}}" if i in right else f"{cell:<{w}}"
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]


def print_comparison(result: Comparison) -> None:
    names = ", ".join(w.name for w in result.workloads)
    span = f"{result.start:%Y-%m}" + (f", {result.months} months" if result.months > 1 else "")
    typer.echo(f"{names}, {span}, in {result.currency}")
    rows = [
        [
            str(place),
            r.offer.id,
            show_amount(r.total),
            "" if r.multiple is None else f"×{r.multiple}",
            *(show_amount(m) if m.amount else "—" for m in _main_parts(r.projection)),
            r.offer.status,
            "; ".join(r.projection.notes),
        ]
        for place, r in enumerate(result.ranked, 1)
    ]
    header = ["", "offer", "bill", "", "input", "output", "thinking", "other", "source", "notes"]
    print_table(header, rows, right=(0, 2, 3, 4, 5, 6, 7))
    for missing in result.not_served:
        typer.echo(f"not served: {missing.reason}")
    print_lines(result.provenance.lines())


def _main_parts(projection: Projection) -> list[Money]:
    parts = projection.parts
    other = parts["fees"] + parts["charges"] + parts["tax"]
    inputs = parts["input"] + parts["cache_read"] + parts["cache_write"]
    return [inputs, parts["output"], parts["thinking"], other]


def print_projection(result: Projection) -> None:
    typer.echo(f"{result.offer.id}, {result.offer.sheet}")
    rows = [
        [
            f"{m.month:%Y-%m}",
            f"{int(m.requests):,}",
            show_amount(m.list_cost),
            *(show_amount(m.parts[p]) if m.parts[p].amount else "—" for p in m.parts),
            show_amount(m.total),
        ]
        for m in result.months
    ]
    header = ["month", "requests", "list cost", *result.months[0].parts, "bill"]
    print_table(header, rows, right=tuple(range(1, len(header))))
    typer.echo(f"total {show_amount(result.total)}")
    for note in result.notes:
        typer.echo(f"note: {note}")
    print_lines(Provenance.of_bills(result).lines())


def projection_dict(result: Projection) -> dict[str, Any]:
    return {
        "offer": result.offer.id,
        "sheet": str(result.offer.sheet),
        **Provenance.of_bills(result).to_dict(),
        "total": str(result.total.amount),
        "currency": result.total.currency,
        "notes": list(result.notes),
        "months": [
            {
                "month": f"{m.month:%Y-%m}",
                "requests": str(Decimal(m.requests.numerator) / m.requests.denominator),
                "list_cost": str(m.list_cost.amount),
                "pricing_currency": m.list_cost.currency,
                "parts": {part: str(money.amount) for part, money in m.parts.items()},
                "total": str(m.total.amount),
                "fx": str(m.fx) if m.fx else None,
            }
            for m in result.months
        ],
    }
