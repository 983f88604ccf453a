"""What usage costs: one request, a workload over months, offers side by side.

Everything here is importable at once and loads what it needs on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.comparison import Comparison, compare
from calculator.cost import Cost, LineItem, price
from calculator.projection import Projection, project
from calculator.reported import read_usage
from calculator.settle import Bill
from calculator.usage import Usage
from calculator.workload import TokenSize, Workload

if TYPE_CHECKING:
    from calculator.bulk import PricedLog, price_log

__all__ = [
    "Bill",
    "Comparison",
    "Cost",
    "LineItem",
    "PricedLog",
    "Projection",
    "TokenSize",
    "Usage",
    "Workload",
    "compare",
    "price",
    "price_log",
    "project",
    "read_usage",
]


def __getattr__(name: str) -> Any:
    if name in ("PricedLog", "price_log"):
        from calculator import bulk

        return getattr(bulk, name)
    raise AttributeError(f"module 'calculator' has no attribute {name!r}")
