"""Names that several sell, settled by the currency of the row: one of them takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from calculator.logs import sql
from calculator.logs.cells import find_column
from pricing.errors import AmbiguousOfferError, UnknownOfferError
from pricing.names.vendors import SELLERS

if TYPE_CHECKING:
    from calculator.logs.format import LogFormat
    from pricing.catalog import Catalog
    from pricing.offers import Offer

Settled = Mapping[str, Mapping[str, str]]
"""By currency, the offer's id of each name: a model, or `provider/model`, in small letters."""


@lru_cache(maxsize=8)
def by_currency(catalog: Catalog) -> Settled:
    """The names of a book that several sell, but only one for each of these currencies.

    A provider that stands for several price lists, such as `deepseek`, is settled like none.

    >>> from pricing.catalog import default_catalog
    >>> by_currency(default_catalog())["CNY"]["deepseek-chat"]
    'deepseek-cn/deepseek-chat'
    """
    several = [name for name, seller in SELLERS.items() if len(seller.providers) > 1]
    models = dict.fromkeys(name for offer in catalog for name in (offer.model, *offer.aliases))
    asked: dict[tuple[str | None, str], None] = {(None, model): None for model in models}
    for name in several:
        sold = (o for o in catalog if o.provider in SELLERS[name].providers)
        asked |= dict.fromkeys((name, n) for offer in sold for n in (offer.model, *offer.aliases))
    found: dict[str, dict[str, str]] = {}
    for provider, model in asked:
        key = f"{provider}/{model}" if provider else model
        for offer in _alone(catalog, model, provider):
            found.setdefault(offer.currency, {})[key.lower()] = offer.id
    return found


def _alone(catalog: Catalog, model: str, provider: str | None) -> Iterable[Offer]:
    """Of the offers that an ambiguous name may mean, those that are alone in their currency."""
    try:
        catalog.match(model, provider)
    except AmbiguousOfferError as error:
        offers = [catalog.offer(candidate) for candidate in error.candidates]
        paid = [offer.currency for offer in offers if not offer.regional]
        return [o for o in offers if not o.regional and paid.count(o.currency) == 1]
    except UnknownOfferError:
        pass
    return ()


def tells_currency(form: LogFormat, columns: Iterable[str], *, given: bool) -> bool:
    """Whether rows tell in which currency they were billed, and leave open by whom.

    A currency that is the same in every file of a format tells nothing: gateways and observers
    write down dollars for everything.

    Args:
        form: the format.
        columns: of the file; none where it is JSON.
        given: whether the user says the currency of files that do not.
    """
    if form.provider_by_currency or (form.provider and form.provider.fixed):
        return False
    currency = form.money.currency if form.money else None
    if currency is None or currency.fixed is not None:
        return currency is None and form.money is not None and given
    known, loose = list(columns), form.loose_names
    there = (find_column(known, str(path[0]), loose=loose) for path in currency.paths)
    return given or not known or any(name is not None for name in there)


def with_sellers(rows: str, settled: Settled) -> str:
    """The rows with the offer's id for each name that the currency settles."""
    if not settled:
        return rows
    cases = " ".join(
        f"WHEN {sql.text(currency)} THEN {_looked_up(names)}"
        for currency, names in sorted(settled.items())
    )
    looked_up = f"(CASE billed_currency {cases} END)"
    inner = f"SELECT *, {looked_up} AS settled FROM ({rows})"
    return (
        "SELECT * EXCLUDE (settled) REPLACE (coalesce(settled, model) AS model, "
        f"coalesce(split_part(settled, '/', 1), provider) AS provider) FROM ({inner})"
    )


def _looked_up(names: Mapping[str, str]) -> str:
    """A lookup by hash: the code of a name is the place of its offer."""
    known = sorted(names)
    key = "lower(coalesce(replace(provider, '_', '-') || '/', '') || trim(model))"
    code = f"enum_code(TRY_CAST({key} AS ENUM({', '.join(map(sql.text, known))})))"
    return f"({sql.texts(names[name] for name in known)})[{code} + 1]"


def taken(names: Iterable[tuple[str, str]], catalog: Catalog) -> tuple[str, ...]:
    """What the currency has settled, in words, where a log's names are these.

    Args:
        names: provider and model of the rows; a settled one has the offer's id for its model.
        catalog: price sheets.

    >>> from pricing.catalog import default_catalog
    >>> taken([("qwen", "qwen-plus"), ("alibaba-cn", "alibaba-cn/qwen-plus")], default_catalog())
    ("'qwen-plus' taken as alibaba-cn/qwen-plus because billed in CNY",)
    """
    ids = {model for provider, model in names if model.startswith(f"{provider}/") and provider}
    if not ids:
        return ()
    settled = {i: c for c, offers in by_currency(catalog).items() for i in offers.values()}
    return tuple(
        f"{catalog.offer(i).model!r} taken as {i} because billed in {settled[i]}"
        for i in sorted(ids & settled.keys())
    )


def of_one_seller(rows: str, provider: str) -> str:
    """The rows as all sold by one provider."""
    return f"SELECT * REPLACE ({sql.text(provider)} AS provider) FROM ({rows})"


def seller(form: LogFormat, currency: str) -> str:
    """SQL of who sold it, where that is told by the currency."""
    cases = " ".join(
        f"WHEN {sql.text(code)} THEN {sql.text(provider)}"
        for code, provider in form.provider_by_currency.items()
    )
    return f"(CASE {currency} {cases} END)" if cases else "provider"
