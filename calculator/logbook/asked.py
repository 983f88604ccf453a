"""What is asked of a log: how its cost is grouped, in which currency, and where it may move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from calculator.bulk.frames import LABELS
from calculator.bulk.known import Book, book_of
from calculator.bulk.sold import BY
from calculator.counterfactual.switch import Switch
from calculator.counterfactual.targets import Target, targets_of
from calculator.focus import FOCUS_BY
from pricing.catalog import Catalog, default_catalog
from pricing.errors import UsageError, did_you_mean
from pricing.fx import FxRates
from pricing.offers import Offer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a log.

    Raises:
        UsageError: a group-by that there is not; assumptions for an offer that takes no part.
        UnknownOfferError: no such offer.
    """

    catalog: Catalog = field(default_factory=default_catalog)
    by: tuple[str, ...] = ("day", "model")
    """Some of day, month, provider, model, offer, service_tier, price, key, tag, user."""
    currency: str | None = None
    fx: FxRates | None = None
    on: tuple[str | Offer, ...] = ()
    """Offers to price the log on as well; `all` is every one."""
    switch: Switch = field(default_factory=Switch)
    own: Mapping[str, Switch] = field(default_factory=dict)
    focus: bool = False
    """Whether rows for a FOCUS file are wanted."""
    targets: tuple[Target, ...] = field(init=False)

    def __post_init__(self) -> None:
        for name in self.by:
            if name not in BY:
                hint = did_you_mean(name, BY)
                raise UsageError(f"cannot group by {name!r}{hint}; there are {', '.join(BY)}")
        targets = targets_of(self.catalog, self.on, self.switch, self.own)
        object.__setattr__(self, "targets", tuple(targets))

    @property
    def book(self) -> Book:
        return book_of(self.catalog)

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels that must be kept apart when the log is counted."""
        asked = {*self.by, *(FOCUS_BY if self.focus else ())}
        return tuple(name for name in LABELS if name in asked)

    def plain(self) -> dict[str, Any]:
        """What decides how the log is counted, as plain values."""
        return {
            "book": self.catalog.book_id,
            "labels": self.labels,
            "targets": [(t.offer.id, repr(t.switch)) for t in self.targets],
        }
