"""What the vendors' pages asked in February 2026, and what some use comes to: by hand, in Decimal.

Nothing of the package is used here: the samples' amounts must not come from what they check.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import NamedTuple

MILLION = 10**6


class Use(NamedTuple):
    """Tokens that stand beside each other, as a vendor bills them."""

    fresh: int
    answer: int
    read: int = 0
    write: int = 0
    long: int = 0
    thought: int = 0
    searches: int = 0
    requests: int = 1

    @property
    def input(self) -> int:
        return self.fresh + self.read + self.write + self.long

    @property
    def output(self) -> int:
        return self.answer + self.thought


class Rates(NamedTuple):
    """Per million tokens; a search is priced by itself."""

    fresh: str
    answer: str
    read: str = ""
    write: str = ""
    long: str = ""
    search: str = "0"

    def of(self, use: Use, factor: str = "1") -> Decimal:
        """What it costs; `factor` is that of a service tier."""
        priced = (
            (use.fresh, self.fresh),
            (use.read, self.read or self.fresh),
            (use.write, self.write or self.fresh),
            (use.long, self.long or self.write or self.fresh),
            (use.output, self.answer),
        )
        tokens = sum((count * Decimal(rate) for count, rate in priced), Decimal(0)) / MILLION
        return tokens * Decimal(factor) + use.searches * Decimal(self.search)


GPT_5 = Rates("1.25", "10", "0.125")
GPT_5_MINI = Rates("0.25", "2", "0.025")
HAIKU_4_5 = Rates("1", "5", "0.10", "1.25", "2", "0.01")
SONNET_4_5 = Rates("3", "15", "0.30", "3.75", "6", "0.01")
SONNET_4_5_ABOVE_200K = Rates("6", "22.50", "0.60", "7.50", "12", "0.01")
DEEPSEEK_CHAT_CNY = Rates("2", "3", "0.2")
DEEPSEEK_CHAT_USD = Rates("0.28", "0.42", "0.028")
KIMI_K2_THINKING_CNY = Rates("4", "16", "1")
KIMI_K2_THINKING_OPENROUTER = Rates("0.60", "2.50", "0.15")
GEMINI_2_5_FLASH = Rates("0.30", "2.50", "0.03")
QWEN_PLUS = Rates("0.8", "2", "0.16")
QWEN_PLUS_THINKING = Rates("0.8", "8", "0.16")
QWEN_PLUS_128K_256K = Rates("2.4", "20", "0.48")


def some_use(rng: random.Random, *, cached: bool = True, thinks: bool = False) -> Use:
    """One request of ordinary size."""
    return Use(
        fresh=rng.randrange(200, 9_000),
        answer=rng.randrange(20, 2_000),
        read=rng.randrange(0, 40_000) if cached else 0,
        thought=rng.randrange(1, 4_000) if thinks else 0,
    )


def together(uses: list[Use]) -> Use:
    """Several requests summed up."""
    return Use(*(sum(counts) for counts in zip(*uses, strict=True)))
