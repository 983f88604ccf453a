"""Files that are given away: whole or not there, and nothing in them that runs."""

from calculator.files.aside import aside
from calculator.files.inert import inert

__all__ = ["aside", "inert"]
