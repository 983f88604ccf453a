"""Everything a reader can choose, as one value: what a link carries and the sidebar shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from calculator.adjust import Adjustments
from calculator.quality.scales import Scale
from calculator.workload import Workload

FIRST_WORKLOAD = "support-bot-thinking"
OWN_PREFIX, ALL_OWN = "own:", "own:all"
SCOPES = ("shortlist", "all", "chosen")
CURRENCIES = ("USD", "CNY")
SPANS = (1, 12)
AHEAD, FIRST_AHEAD, PERS = (6, 12, 24), 12, ("month", "total")
MOST_AHEAD = 4
"""Offers of a forecast."""
TIERS = ("flex", "priority", "fast")
"""Service tiers besides `standard` and `batch`, in the vendors' words."""
VAT = Decimal(6)
"""Per cent: what China adds to imported services."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """The choices of one view, by id: no word of any language but names the reader gave."""

    language: str = "en"
    workload: str = FIRST_WORKLOAD
    """A preset, `own:0` for the first of one's own, or `own:all`."""
    own: tuple[Workload, ...] = ()
    requests: int | None = None
    """Per period of the workload; None for its own volume."""
    thinking: str | None = None
    """A level; None for the workload's own."""
    currency: str = "USD"
    fx: Decimal | None = None
    """Yuan for one dollar; None for the ECB's rate."""
    months: int = 1
    scope: str = "shortlist"
    offers: tuple[str, ...] = ()
    """Where the scope is `chosen`."""
    without: tuple[str, ...] = ()
    """Providers left out."""
    claimed: bool = False
    least: tuple[str, Decimal] | None = None
    """A scale by its key, and the score an offer must reach on it."""
    unscored: bool = False
    """Whether offers without a score on that scale stay."""
    scores: tuple[Scale, ...] = ()
    """Scales of one's own."""
    baseline: str = ""
    """The offer in use today, or nothing."""
    cached: Decimal | None = None
    """Per cent of the input; None for the workload's own."""
    batch: Decimal | None = None
    """Per cent of the requests; None for the workload's own."""
    tiers: tuple[tuple[str, Decimal], ...] = ()
    """Per cent of the requests in further tiers, in the order of `TIERS`."""
    retries: Decimal = Decimal(0)
    """Requests sent again, in per cent."""
    discount: Decimal = Decimal(0)
    """Per cent off the list price."""
    discount_from: str = ""
    """The provider that grants it, or all."""
    vat: bool = False
    view: str = "bill"
    """How the bars are drawn."""
    search: str = ""
    """What is looked for among the price sheets."""
    opened: str = ""
    """The offer opened there; nothing where the page chose it."""
    pair: tuple[str, ...] = ()
    """Two offers side by side; nothing where the page chose them."""
    ahead: tuple[str, ...] = ()
    """The forecast's offers; nothing where the page chose them."""
    ahead_growth: Decimal | None = None
    """Per cent a month; None for the workload's own."""
    ahead_months: int = FIRST_AHEAD
    ahead_per: str = PERS[0]
    """What the budget is for: each `month`, or the `total`."""
    ahead_budget: Decimal | None = None
    ahead_doubts: tuple[tuple[str, str], ...] = ()
    """How far things may be off, where not as usual."""

    @property
    def adjustments(self) -> Adjustments:
        """The same as the engine takes it, in shares."""
        return Adjustments(
            cached_share=_share(self.cached),
            batch_share=_share(self.batch),
            tiers=tuple((name, Fraction(share) / 100) for name, share in self.tiers),
            retries=Fraction(self.retries) / 100,
            discount=self.discount,
            discount_from=self.discount_from,
            vat=VAT if self.vat else None,
        )


def own_ids(count: int) -> tuple[str, ...]:
    """Ids of so many workloads of one's own, and of all together where there are several."""
    return (*((ALL_OWN,) if count > 1 else ()), *(f"{OWN_PREFIX}{i}" for i in range(count)))


def _share(percent: Decimal | None) -> Fraction | None:
    return None if percent is None else Fraction(percent) / 100
