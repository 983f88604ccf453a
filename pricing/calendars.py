"""How far a country has announced the public holidays that it sets anew each year."""

from __future__ import annotations

from functools import cache

_YEARLY = 3
"""A country that announced days for so many years on end does so each year."""


def calendar_doubt(country: str, year: int) -> str:
    """What must be said of hours that close on the public holidays of a year, or nothing.

    China announces each autumn the long weeks and make-up days of the next year. Until the
    installed `holidays` package has them, only the days that the law fixes are known.

    >>> calendar_doubt("CN", 2026)
    ''
    >>> calendar_doubt("CN", 2999)
    'only the holidays that the law of CN fixes are known for 2999'
    """
    last = _announced_to(country) if country else None
    if last is None or year <= last:
        return ""
    return f"only the holidays that the law of {country} fixes are known for {year}"


@cache
def _announced_to(country: str) -> int | None:
    """The last year that a country which announces its holidays each year has announced."""
    import holidays

    known = getattr(holidays.country_holidays(country), "special_public_holidays", None) or {}
    last = max(known, default=0)
    yearly = all(last - back in known for back in range(_YEARLY))
    return last if yearly else None
