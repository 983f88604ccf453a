"""The number of a price bucket: its digits, packed into one whole number and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from calculator.bulk.cuts import Cuts
from calculator.bulk.frames import HINTS

DAYS = 2**15
"""Days since 1970 that fit: up to 2059."""
NAMES = 2**13
MODES = 5
OFF, ON, OFF_INFERRED, ON_INFERRED, UNKNOWN = range(MODES)
"""How a request ran: said not to think, said to think; judged by its reasoning tokens; unknown."""
FEES = ("web_searches", "cache_token_hours", "citation_tokens")


class Layout(NamedTuple):
    """How many values each digit of a bucket number takes; a digit of one value is left out."""

    slots: int
    inputs: int
    outputs: int
    several: bool
    """Whether a row may sum up several requests: then bands within reach are told too."""
    hinted: bool
    """Whether rows may tell bounds of the size of each of their requests."""
    moded: bool
    fees: tuple[str, ...]
    """Counted things of which a bucket tells whether its rows have any."""

    @property
    def digits(self) -> dict[str, int]:
        """Names of the digits and their numbers of values, highest first."""
        return {
            "name": NAMES,
            "day": DAYS,
            "slot": self.slots,
            "input": self.inputs,
            "output": self.outputs,
            "input_from": self.inputs if self.hinted else 1,
            "input_reach": self.inputs + 1 if self.several else 1,
            "output_reach": self.outputs + 1 if self.several else 1,
            "uncounted": 2 if self.several else 1,
            "mode": MODES if self.moded else 1,
            "fees": 2 ** len(self.fees),
        }

    def pack(self, values: Mapping[str, Any]) -> Any:
        """One number of the digits: whole numbers or columns.

        >>> layout = Layout(8, 4, 2, several=False, hinted=False, moded=True, fees=())
        >>> number = layout.pack(dict(name=3, day=20_000, slot=7, input=2, output=1, mode=ON))
        >>> {digit: value for digit, value in layout.unpack(number).items() if value}
        {'mode': 1, 'output': 1, 'input': 2, 'slot': 7, 'day': 20000, 'name': 3}
        """
        number = values["name"]
        for digit, count in list(self.digits.items())[1:]:
            if count > 1:
                number = number * count + values[digit]
        return number

    def unpack(self, number: Any) -> dict[str, Any]:
        """The digits of a number, or of an array of numbers."""
        found = {}
        for digit, count in reversed(self.digits.items()):
            found[digit] = number % count
            number = number // count
        return found


def layout_for(cuts: list[Cuts], columns: frozenset[str]) -> Layout:
    """The layout that holds every one of several cuts, for a log with these columns."""
    return Layout(
        slots=max(len(c.starts) for c in cuts),
        inputs=max(len(c.inputs) for c in cuts),
        outputs=max(len(c.outputs) for c in cuts),
        several="requests" in columns,
        hinted=columns.issuperset(HINTS),
        moded=any(c.modal for c in cuts),
        fees=tuple(fee for fee in FEES if fee in columns),
    )
