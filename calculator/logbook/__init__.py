"""Log files priced: read, counted, kept per file, and written whole or not at all."""

from calculator.logbook.account import Account, price_files, price_files_in
from calculator.logbook.reading import Reading

__all__ = ["Account", "Reading", "price_files", "price_files_in"]
