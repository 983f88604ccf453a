"""What files come to, remembered by their content, the way they are read, and the lens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from calculator.counterfactual import Repriced, Switch
from calculator.dashboard import state
from calculator.dashboard.limits import LOG_SECONDS
from calculator.dashboard.logged.given import Given, Placed, placed
from calculator.dashboard.state import Lens
from calculator.logbook import Account, Reading, price_files
from calculator.logbook.account import account_of
from calculator.logbook.asked import Asked
from calculator.logbook.patience import at_most
from calculator.logbook.reading import moment
from calculator.logs.found import Rejected
from calculator.logs.reader import read_log
from calculator.reconcile import Reconciliation, reconcile

if TYPE_CHECKING:
    from datetime import datetime

DAYS, MONTHS = ("day", "provider", "model"), ("month", "provider", "model")


@dataclass(frozen=True, slots=True)
class How:
    """How files are read, where they do not say; empty texts leave it to them."""

    as_: str = ""
    mapping: str = ""
    """A format of one's own, as YAML."""
    timezone: str = ""
    billed_in: str = ""
    model: str = ""
    start: str = ""
    seller: str = ""

    def reading(self, folder: Path) -> Reading:
        """The same for the engine; the mapping is laid into the folder.

        Raises:
            LogError: the start is no time.
        """
        path = folder / "mapping.yaml"
        if self.mapping:
            path.write_text(self.mapping, "utf-8")
        return Reading(
            as_=self.as_ if self.as_ and not self.mapping else None,
            mapping=path if self.mapping else None,
            timezone=self.timezone or None,
            billed_in=self.billed_in or None,
            model=self.model or None,
            start=self._start(),
            seller=self.seller or None,
            seconds=LOG_SECONDS,
        )

    def _start(self) -> datetime | None:
        return moment(self.start, self.timezone or None) if self.start else None


def account(given: Given, how: How, seen: Lens) -> Account:
    """The files priced by day and model; read once for each content.

    Raises:
        LogError: they cannot be read.
    """
    return _account(repr((given.digest, how, _money(seen))), given, how, seen)


def by_month(found: Account) -> Account:
    """The same count by month and model."""
    return account_of(found.tally, replace(found.asked, by=MONTHS), found.reading)


def elsewhere(given: Given, how: How, seen: Lens, switch: Switch) -> Repriced:
    """The files on the offers of the lens, at the reader's own terms.

    Raises:
        LogError: they cannot be read.
    """
    terms = (seen.offers, seen.adjustments, switch)
    return _elsewhere(repr((given.digest, how, _money(seen), terms)), given, how, seen, switch)


def beside_bill(given: Given, how: How, seen: Lens) -> Reconciliation:
    """The estimate beside what the files say was charged, in the currency of the bill.

    Raises:
        LogError: they cannot be read, or nothing in them says what was charged.
    """
    return _beside_bill(repr((given.digest, how, seen.fixed_fx)), given, how, seen)


def _money(seen: Lens) -> tuple[object, ...]:
    return (seen.currency, seen.fixed_fx, seen.book_id)


def _question(seen: Lens) -> Asked:
    return Asked(by=DAYS, currency=seen.currency, fx=state.fx_rates(seen))


@st.cache_resource(max_entries=16, show_spinner=False)
def _account(key: str, _given: Given, _how: How, _seen: Lens) -> Account:
    with placed(_given) as files:
        found = price_files(files.paths, _question(_seen), _how.reading(files.folder))
        return _named(found, files)


@st.cache_resource(max_entries=16, show_spinner=False)
def _elsewhere(key: str, _given: Given, _how: How, _seen: Lens, _switch: Switch) -> Repriced:
    asked = replace(_question(_seen), on=tuple(state.priced_offers(_seen)), switch=_switch)
    with placed(_given) as files:
        found = price_files(files.paths, asked, _how.reading(files.folder)).repriced
    assert found is not None
    return found


@st.cache_resource(max_entries=16, show_spinner=False)
def _beside_bill(key: str, _given: Given, _how: How, _seen: Lens) -> Reconciliation:
    with placed(_given) as files:
        how = _how.reading(files.folder)
        with read_log(
            [*files.paths],
            as_=how.as_,
            mapping=how.mapping,
            currency=how.billed_in,
            timezone=how.timezone,
            start=how.start,
        ) as log:
            log.sold_by(how.seller or _question(_seen).catalog)
            with at_most(log, how.seconds):
                return reconcile(log, fx=state.fx_rates(_seen))


def _named(found: Account, files: Placed) -> Account:
    """The account with files under the names that the visitor gave them."""

    def kinds(these: tuple[Rejected, ...]) -> tuple[Rejected, ...]:
        return tuple(
            replace(kind, examples=tuple(map(files.shown, kind.examples))) for kind in these
        )

    tally = found.tally
    told = tuple(replace(file, file=files.shown(file.file)) for file in tally.files)
    tally = replace(
        tally, files=told, rejected=kinds(tally.rejected), left_out=kinds(tally.left_out)
    )
    return replace(found, tally=tally)
