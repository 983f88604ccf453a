"""`sheets compare-sources` and `sheets import`: other price lists beside ours, and as drafts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from calculator.cli.options import AsJson, At, Sheets, catalog_of
from calculator.report import print_json
from pricing.catalog import Catalog
from pricing.errors import UnknownOfferError, did_you_mean
from pricing.offers import Offer
from pricing.peers.records import PeerError

ModelsDev = Annotated[
    Path | None,
    typer.Option("--models-dev", help="An api.json of models.dev, or its folder of TOML files."),
]
Dify = Annotated[
    Path | None, typer.Option("--dify", help="A model file of a Dify plugin, or a folder of them.")
]


def compare_sources_command(
    models: Annotated[
        list[str] | None, typer.Argument(help="Offers or models; default: the whole book.")
    ] = None,
    provider: Annotated[
        str | None, typer.Option("--provider", "-p", help="Only its offers.")
    ] = None,
    at: At = None,
    models_dev: ModelsDev = None,
    dify: Dify = None,
    sheets: Sheets = None,
    as_json: AsJson = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a document.")] = False,
) -> None:
    """Set our prices beside other price lists that are installed; a cause for each difference."""
    from calculator.peers.compare import compare_sources
    from calculator.peers.document import markdown
    from calculator.peers.words import text_lines
    from pricing.peers.installed import INSTALL, missing_packages, read_peers

    absent = missing_packages()
    if absent:
        typer.echo(f"not installed: {', '.join(absent)}; to compare: {INSTALL}", err=True)
    catalog = catalog_of(sheets)
    report = compare_sources(
        read_peers(models_dev, dify),
        _chosen(catalog, models or [], provider),
        at=at.replace(tzinfo=UTC) if at else None,
        catalog=catalog,
    )
    if as_json:
        print_json(report.to_dict())
    elif as_markdown:
        typer.echo(markdown(report), nl=False)
    else:
        for line in text_lines(report, details=bool(models or provider)):
            typer.echo(line)


def _chosen(catalog: Catalog, models: list[str], provider: str | None) -> list[Offer]:
    """The offers named, each by its id or as a model that several providers sell."""
    named: dict[str, Offer] = {}
    for model in models:
        sellers = [match.offer for match in catalog.names.look(model)]
        named |= {offer.id: offer for offer in sellers or [catalog.offer(model)]}
    found = list(named.values()) if models else catalog.offers()
    if provider is None:
        return found
    known = {offer.provider for offer in catalog}
    if provider not in known:
        hint = did_you_mean(provider, known)
        raise UnknownOfferError(f"no sheet of provider {provider!r}{hint}")
    return [offer for offer in found if offer.provider == provider]


def import_command(
    source: Annotated[
        str, typer.Argument(help="genai-prices, litellm, tokencost, models.dev or dify.")
    ],
    what: Annotated[
        list[str],
        typer.Argument(help="Model ids (* allowed); for models.dev and dify a path first."),
    ],
    provider: Annotated[str, typer.Option("--provider", "-p", help="Id of the sheet.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Where to write it; default: print it.")
    ] = None,
) -> None:
    """Make a draft price sheet of another list's prices, for a person to finish."""
    from pricing.peers.draft import draft_sheet
    from pricing.peers.selection import select

    today: date = datetime.now(UTC).date()
    peer, records = select(source, what)
    draft = draft_sheet(peer, records, provider, today)
    if out is None:
        typer.echo(draft.text, nl=False)
        return
    if out.stem != provider:
        raise PeerError(
            f"a sheet of provider {provider} must be called {provider}.yaml, not {out.name}"
        )
    if out.exists():
        raise PeerError(f"{out} is there already: a draft replaces no sheet")
    out.write_text(draft.text, "utf-8")
    typer.echo(
        f"{out}: {draft.models} models from {draft.origin}, {draft.open_ends} not carried over"
    )
