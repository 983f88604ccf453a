"""The bulk engine: a log of any size counted by its engine, and priced exactly."""

from calculator.bulk.engine import price_log
from calculator.bulk.priced import PricedLog
from calculator.bulk.sums import Group, OfferSum, Sum, Unpriced

__all__ = ["Group", "OfferSum", "PricedLog", "Sum", "Unpriced", "price_log"]
