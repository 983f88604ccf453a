"""Files that are given away: whole or not there, and nothing in them that runs."""

from calculator.files.inert import inert
from pricing.files.aside import aside, clear

__all__ = ["aside", "clear", "inert"]
