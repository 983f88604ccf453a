"""What the user says about formats, set against what a file shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from calculator.logs.format import (
    LogFormat,
    format_called,
    in_zone,
    read_format,
    shipped_formats,
    started,
)
from calculator.logs.recognise import Fit, Seen, recognised, taken_as
from pricing.errors import LogError


@dataclass(frozen=True, slots=True)
class Choice:
    """How the format of each file is chosen."""

    only: LogFormat | None
    """The format of every file."""
    own: LogFormat | None
    """The user's own, which comes before the shipped ones."""
    currency: str | None
    zone: str | None
    start: datetime | None = None
    """When a log began whose times count from there."""

    def fit(self, seen: Seen) -> Fit:
        """The format of a file.

        Raises:
            LogError: it cannot be told, or cannot be read so.
        """
        if self.only is not None:
            fit = taken_as(seen, self.only)
        else:
            fit = recognised(seen, shipped_formats().values(), self.own)
        form = in_zone(fit.form, self.zone) if self.zone else fit.form
        return fit._replace(form=started(form, self.start))


def choose(
    as_: str | None,
    mapping: str | os.PathLike[str] | LogFormat | None,
    currency: str | None,
    zone: str | None,
    start: datetime | None = None,
) -> Choice:
    """Check what the user says.

    Raises:
        LogError: an unknown format or currency, or both a format and a mapping.
        SheetError: a mistake in the mapping.
    """
    if as_ and mapping is not None:
        raise LogError("give either a format (--as) or a mapping of your own (--mapping)")
    if currency is not None and not (len(currency) == 3 and currency.isalpha()):  # noqa: PLR2004
        raise LogError(f"{currency!r} is not a currency such as CNY or USD")
    read = mapping is None or isinstance(mapping, LogFormat)
    own = mapping if read else read_format(Path(mapping))  # type: ignore[arg-type]
    assert own is None or isinstance(own, LogFormat)
    only = format_called(as_) if as_ else own if own and not own.recognised_by else None
    return Choice(only, own, currency.upper() if currency else None, zone, start)
