"""Usage logs of vendors, gateways and tools, read as one kind of rows."""

from calculator.logs.found import Recognised, Rejected
from calculator.logs.log import Log
from calculator.logs.reader import read_log

__all__ = ["Log", "Recognised", "Rejected", "read_log"]
