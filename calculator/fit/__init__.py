"""From a log to a workload: what was used last month as a profile to project and compare."""

from calculator.fit.findings import Finding
from calculator.fit.fitted import Fitted, fit_workload

__all__ = ["Finding", "Fitted", "fit_workload"]
