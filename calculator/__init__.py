"""What usage costs: one request, a workload over months, offers side by side.

Everything here is importable at once and loads what it needs on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calculator.cost import Cost, price
from calculator.receipt import LineItem
from calculator.settle import Bill
from calculator.usage import Usage

if TYPE_CHECKING:
    from calculator.bulk import PricedLog, price_log
    from calculator.comparison import Comparison, compare
    from calculator.counterfactual import reprice
    from calculator.fit import fit_workload
    from calculator.forecast.events import price_events
    from calculator.forecast.levers import Scenario
    from calculator.forecast.thinking import thinking_cost
    from calculator.logs import read_log
    from calculator.parity import list_parity
    from calculator.projection import Projection, project
    from calculator.reported import read_usage
    from calculator.reports import report_of
    from calculator.workload import TokenSize, Workload

_LATER = {
    "Comparison": "calculator.comparison",
    "PricedLog": "calculator.bulk",
    "Projection": "calculator.projection",
    "Scenario": "calculator.forecast.levers",
    "TokenSize": "calculator.workload",
    "Workload": "calculator.workload",
    "compare": "calculator.comparison",
    "fit_workload": "calculator.fit",
    "list_parity": "calculator.parity",
    "price_events": "calculator.forecast.events",
    "price_log": "calculator.bulk",
    "project": "calculator.projection",
    "read_log": "calculator.logs",
    "read_usage": "calculator.reported",
    "report_of": "calculator.reports",
    "reprice": "calculator.counterfactual",
    "thinking_cost": "calculator.forecast.thinking",
}
"""Names whose modules are loaded when they are first asked for."""

__all__ = [
    "Bill",
    "Comparison",
    "Cost",
    "LineItem",
    "PricedLog",
    "Projection",
    "Scenario",
    "TokenSize",
    "Usage",
    "Workload",
    "compare",
    "fit_workload",
    "list_parity",
    "price",
    "price_events",
    "price_log",
    "project",
    "read_log",
    "read_usage",
    "report_of",
    "reprice",
    "thinking_cost",
]


def __getattr__(name: str) -> Any:
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'calculator' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
