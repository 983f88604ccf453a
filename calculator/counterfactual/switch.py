"""What is assumed of usage that moves to another model: tokens, thinking, cache, service tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from calculator.counterfactual.words import Note
from pricing.errors import UsageError

LEAST, MOST = Fraction(1, 10), Fraction(10)
"""How many tokens of one tokenizer may stand for one of another."""
MOST_THINKING = Fraction(100)
_CENT = 100
_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Switch:
    """How usage changes when another model serves it; by default not at all.

    Factors need not be whole: counts are multiplied as fractions, and only the amount is rounded.

    Raises:
        UsageError: a factor or share that cannot be.

    >>> [str(note) for note in Switch(cached=Fraction(3, 5)).assumptions()][2]
    '60 % of the input is read from a cache'
    """

    input_tokens: Fraction = _ONE
    """Tokens of input that stand for one of the log: tokenizers cut texts differently."""
    output_tokens: Fraction = _ONE
    """The same of the output, reasoning included."""
    thinking: Fraction = _ONE
    """Reasoning tokens as a multiple of those in the log; 0 switches thinking off."""
    thinking_ratio: Fraction | None = None
    """Reasoning tokens for each token of the answer, instead of what the log says."""
    cached: Fraction | None = None
    """Share of the input that is read from a cache; as in the log where left out."""
    service_tier: str | None = None
    """The tier of every request; as in the log, or `standard` where there is none of that name."""

    def __post_init__(self) -> None:
        for name in ("input_tokens", "output_tokens"):
            _within(name, getattr(self, name), LEAST, MOST)
        _within("thinking", self.thinking, Fraction(0), MOST)
        if _CENT % self.thinking.denominator:
            raise UsageError(f"thinking is a factor of two decimals, not {self.thinking}")
        if self.thinking_ratio is not None:
            _within("thinking_ratio", self.thinking_ratio, Fraction(0), MOST_THINKING)
        if self.cached is not None:
            _within("cached", self.cached, Fraction(0), _ONE)

    @property
    def thinks(self) -> bool | None:
        """Whether every request thinks; None: as in the log."""
        if self.thinking_ratio is not None:
            return self.thinking_ratio > 0
        return None if self.thinking else False

    def assumptions(self) -> Iterator[Note]:
        """What is assumed, in four notes: tokens, thinking, cache, service tier."""
        if self.input_tokens == self.output_tokens == 1:
            yield Note("tokens.same")
        else:
            yield Note(
                "tokens.factor", input=number(self.input_tokens), output=number(self.output_tokens)
            )
        yield self._thinking()
        if self.cached is None:
            yield Note("cached.same")
        else:
            yield Note("cached.share", percent=number(self.cached * 100))
        if self.service_tier is None:
            yield Note("tier.same")
        else:
            yield Note("tier.one", tier=self.service_tier)

    def _thinking(self) -> Note:
        if self.thinks is False:
            return Note("thinking.off")
        if self.thinking_ratio is not None:
            return Note("thinking.ratio", ratio=number(self.thinking_ratio))
        if self.thinking == 1:
            return Note("thinking.same")
        return Note("thinking.factor", factor=number(self.thinking))


def _within(name: str, value: Fraction, least: Fraction, most: Fraction) -> None:
    if not least <= value <= most:
        raise UsageError(f"{name} is from {number(least)} to {number(most)}, not {number(value)}")


def number(value: Fraction) -> str:
    """A fraction as people write it: `1.1`, or `1/3` where no decimal number is it.

    >>> number(Fraction(11, 10)), number(Fraction(60)), number(Fraction(1, 3))
    ('1.1', '60', '1/3')
    """
    plain = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return plain if Fraction(plain) == value else str(value)
