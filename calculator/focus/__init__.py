"""A priced log as FOCUS 1.2 rows: one for each meter, and one for each other charge and tax."""

from calculator.focus.rows import FOCUS_BY, focus_rows
from calculator.focus.write import write_focus

__all__ = ["FOCUS_BY", "focus_rows", "write_focus"]
