"""What things cost: price sheets, rate lines, offers, money and exchange rates."""

from pricing.catalog import Catalog, default_catalog, load_catalog
from pricing.errors import PricingError
from pricing.fx import FxRate, FxRates
from pricing.lines import RateLine
from pricing.money import Money
from pricing.offers import Offer, RateCard

__all__ = [
    "Catalog",
    "FxRate",
    "FxRates",
    "Money",
    "Offer",
    "PricingError",
    "RateCard",
    "RateLine",
    "default_catalog",
    "load_catalog",
]
