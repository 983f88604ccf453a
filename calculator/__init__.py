"""What usage costs: one request, a workload over months, offers side by side.

Everything here is importable at once and loads what it needs on first use.
"""

from calculator.comparison import Comparison, compare
from calculator.cost import Cost, LineItem, price
from calculator.projection import Projection, project
from calculator.reported import read_usage
from calculator.settle import Bill
from calculator.usage import Usage
from calculator.workload import TokenSize, Workload

__all__ = [
    "Bill",
    "Comparison",
    "Cost",
    "LineItem",
    "Projection",
    "TokenSize",
    "Usage",
    "Workload",
    "compare",
    "price",
    "project",
    "read_usage",
]
