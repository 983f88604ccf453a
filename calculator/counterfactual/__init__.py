"""What a log would have cost elsewhere: counted once, priced on any offers, ranked."""

from calculator.counterfactual.ranked import NotServed, Place, Repriced
from calculator.counterfactual.reprice import reprice
from calculator.counterfactual.switch import Switch

__all__ = ["NotServed", "Place", "Repriced", "Switch", "reprice"]
