"""`sheets coverage`: how many of LiteLLM's model ids the book understands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calculator.cli.options import AsJson, Sheets, catalog_of
from calculator.report import print_json, print_table
from pricing.catalog import Catalog

if TYPE_CHECKING:
    from pricing.care.coverage import ProviderCoverage


def coverage_command(
    examples: Annotated[
        int, typer.Option("--examples", "-n", min=0, help="Unresolved ids shown per provider.")
    ] = 1,
    sheets: Sheets = None,
    as_json: AsJson = False,
) -> None:
    """Measure what share of LiteLLM's chat model ids means an offer of this book, by provider."""
    from pricing.care.coverage import litellm_chat_ids, measure, totals_of

    source, ids = litellm_chat_ids()
    catalog = catalog_of(sheets)
    results = measure(catalog, ids)
    totals = totals_of(results)
    if as_json:
        print_json(_as_dict(source, catalog, results, totals))
        return
    _print_providers(results)
    typer.echo(_summary(source, totals))
    _print_examples(catalog, results, examples)


def _print_providers(results: list[ProviderCoverage]) -> None:
    from pricing.care.coverage import OUTCOMES

    rows = [
        [r.provider, ", ".join(r.ours), *map(str, (len(r.outcomes), *map(r.count, OUTCOMES)))]
        for r in results
    ]
    header = ["provider", "ours", "ids", *OUTCOMES]
    print_table(header, rows, right=tuple(range(2, len(header))))


def _summary(source: str, totals: dict[str, int]) -> str:
    from pricing.care.coverage import AMBIGUOUS, ELSEWHERE, MISSING, RESOLVED, WITH_PROVIDER

    count, good = sum(totals.values()), totals[RESOLVED] + totals[WITH_PROVIDER]
    return (
        f"{source}: {good:,} of {count:,} chat ids resolve ({good / max(count, 1):.0%}); "
        f"{totals[AMBIGUOUS]:,} have several prices, {totals[ELSEWHERE]:,} are sold here by others "
        f"only, {totals[MISSING]:,} are of models that are not in the book"
    )


def _print_examples(catalog: Catalog, results: list[ProviderCoverage], examples: int) -> None:
    from pricing.care.coverage import reason

    for result in results:
        for foreign in result.unresolved[:examples]:
            typer.echo(f"  {foreign.id}: {reason(catalog, foreign)}")


def _as_dict(
    source: str, catalog: Catalog, results: list[ProviderCoverage], totals: dict[str, int]
) -> dict[str, Any]:
    providers = [
        {
            "provider": result.provider,
            "ours": list(result.ours),
            "ids": len(result.outcomes),
            "unresolved": {i.id: result.outcomes[i] for i in result.unresolved},
        }
        for result in results
    ]
    return {
        "source": source,
        "book": catalog.book_id,
        "ids": sum(totals.values()),
        "outcomes": totals,
        "providers": providers,
    }
