"""What was billed beside what the price book says, and every cause between them."""

from calculator.reconcile.causes import CAUSES
from calculator.reconcile.reconcile import reconcile
from calculator.reconcile.result import Finding, Group, Reconciliation
from calculator.reconcile.waterfall import Step, Waterfall

__all__ = ["CAUSES", "Finding", "Group", "Reconciliation", "Step", "Waterfall", "reconcile"]
