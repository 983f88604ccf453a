"""What a forecast takes for granted, as sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from calculator.words.catalogue import say


class Assumption(NamedTuple):
    """How far one thing may be off, as figures; the sentence is made of it in any language."""

    what: str
    """The field of `Uncertainty`."""
    how: str
    """`stated`, `times`, `points`, or a range: `between_times`, `between_points`, `share`."""
    low: str = ""
    high: str = ""

    def sentence(self, language: str) -> str:
        """The assumption for a reader who must judge it.

        >>> Assumption("volume", "between_times", "0.8", "1.25").sentence("zh")
        '请求数：10 种结果中有 8 种在所述的 0.8 至 1.25 倍之间'
        """
        what = say(f"assume.{self.what}", language)
        said = say(f"assume.{self.how}", language, low=self.low, high=self.high)
        return say("assume.sentence", language, what=what, said=said)


def sentences(assumptions: Iterable[Assumption], language: str) -> list[str]:
    """All of them as sentences, in their order."""
    return [each.sentence(language) for each in assumptions]
