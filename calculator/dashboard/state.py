"""What a session remembers: the language, workloads of one's own, and the lens of this run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

import streamlit as st

from calculator.adjust import Adjustments, adjusted_offer
from calculator.comparison import Comparison, compare
from calculator.dashboard import limits
from calculator.dashboard.market import packaged
from calculator.dashboard.scenario import ALL_OWN, OWN_PREFIX, Scenario
from calculator.dashboard.text import LANGUAGES, count, t
from calculator.quality.floor import Floor
from calculator.workload import Workload
from pricing.catalog import default_catalog
from pricing.errors import WorkloadError
from pricing.fx import FxRates
from pricing.offers import Offer

LANGUAGE, OWN, LENS, WORKLOAD = "language", "own_workloads", "lens", "workload"
_CHOICES = "choice_keys"


@dataclass(frozen=True, slots=True)
class Lens:
    """What every page looks through: the sidebar's choices, as the engine takes them."""

    language: str
    jobs: tuple[Workload, ...]
    """At the volume, thinking level, cache, batch and retries of the sidebar."""
    offers: tuple[str, ...]
    currency: str
    fixed_fx: Decimal | None
    months: int
    start: date
    book_id: str
    baseline: str = ""
    """The offer in use today; among `offers` wherever there are any."""
    adjustments: Adjustments = field(default_factory=Adjustments)
    """Discount and VAT are laid over the offers by `priced_offers`; `jobs` have theirs already."""
    floor: Floor | None = field(default=None, repr=False)
    """How `offers` were sorted by quality, where a least score is asked for."""
    scenario: Scenario = field(default_factory=Scenario, repr=False)
    """The same choices as a link carries them."""


def language() -> str:
    """The chosen language; at first that of the browser."""
    if st.session_state.get(LANGUAGE) not in LANGUAGES:
        asked = st.context.locale or ""
        st.session_state[LANGUAGE] = "zh" if asked.startswith("zh") else "en"
    chosen: str = st.session_state[LANGUAGE]
    return chosen


def theme() -> str:
    """`light` or `dark`, as the browser shows it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def current() -> Lens:
    """The lens of this run; the sidebar sets it before a page runs."""
    found: Lens = st.session_state[LENS]
    return found


def choice(key: str) -> str:
    """The key, remembered as that of a widget with translated options.

    Give it to every select box, row of buttons and the like: when the language changes their
    values are assigned anew, for a browser otherwise keeps the text of the old language.
    """
    st.session_state.setdefault(_CHOICES, {})[key] = None
    return key


def keep_choices() -> None:
    """Assign all choices anew. For use in the callback of the language."""
    for key in st.session_state.get(_CHOICES, ()):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def own_workloads() -> dict[str, Workload]:
    """Workloads of one's own by id, in their order."""
    jobs: tuple[Workload, ...] = st.session_state.get(OWN, ())
    return {f"{OWN_PREFIX}{place}": job for place, job in enumerate(jobs)}


def keep_own(jobs: tuple[Workload, ...]) -> None:
    """Replace the workloads of one's own, and look at them. For use in a callback."""
    st.session_state[OWN] = jobs
    st.session_state[WORKLOAD] = ALL_OWN if len(jobs) > 1 else f"{OWN_PREFIX}0"


def add_own(job: Workload) -> None:
    """One more workload of one's own, in place of one of the same name; look at it."""
    others = tuple(each for each in own_workloads().values() if each.name != job.name)
    st.session_state[OWN] = (*others, job)
    st.session_state[WORKLOAD] = f"{OWN_PREFIX}{len(others)}"


def preset(name: str, language: str) -> Workload:
    """A preset under its name in the language."""
    return packaged()[name].workload(language)


def today() -> date:
    return datetime.now(UTC).date()


def fx_rates(lens: Lens) -> FxRates:
    if lens.fixed_fx is None:
        return FxRates.ecb()
    return FxRates.fixed("USD/CNY", lens.fixed_fx, "")


def priced_offers(lens: Lens) -> list[Offer]:
    """The lens's offers at the reader's own terms: what comparisons and projections take."""
    book = default_catalog()
    return [adjusted_offer(book.offer(name), lens.adjustments) for name in lens.offers]


def answer(lens: Lens) -> Comparison:
    """The comparison a lens asks for; computed once for each lens.

    Raises:
        WorkloadError: it would keep the server busy for too long.
    """
    bills = len(lens.jobs) * len(lens.offers) * lens.months
    if bills > limits.BILLS:
        language = lens.language
        asked, most = (count(number, language) for number in (bills, limits.BILLS))
        raise WorkloadError(t("answer.too_many", language, asked=asked, most=most))
    return _answer(repr(lens), lens)


@st.cache_resource(max_entries=128, show_spinner=False)
def _answer(key: str, _lens: Lens) -> Comparison:
    return compare(
        _lens.jobs,
        priced_offers(_lens),
        start=_lens.start,
        months=_lens.months,
        currency=_lens.currency,
        fx=fx_rates(_lens),
        claimed=True,
        catalog=default_catalog(),
    )
