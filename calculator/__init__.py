"""What usage costs: one request, a workload over months, offers side by side."""

from calculator.cost import Cost, LineItem, price
from calculator.settle import Bill
from calculator.usage import Usage

__all__ = ["Bill", "Cost", "LineItem", "Usage", "price"]
