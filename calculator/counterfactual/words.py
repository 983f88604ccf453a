"""What is said about a ranking: each note has a code, for pages, and an English sentence."""

from __future__ import annotations

from typing import Any

_WORDS = {
    "tokens.same": "token counts as in the log, though tokenizers differ",
    "tokens.factor": "input tokens × {input}, output tokens × {output}",
    "thinking.same": "reasoning tokens as in the log",
    "thinking.factor": "reasoning tokens × {factor}",
    "thinking.ratio": "{ratio} reasoning tokens for each token of the answer",
    "thinking.off": "thinking switched off: answers only",
    "cached.same": "cached tokens as in the log",
    "cached.share": "{percent} % of the input is read from a cache",
    "tier.same": "service tiers as in the log",
    "tier.one": "every request in the service tier {tier}",
    "own": "its own assumptions: {said}",
    "answers_only": "does not think: answers only",
    "always_thinks": "always thinks: requests that did not are counted without reasoning tokens",
    "cannot_switch_off": "{offer} always thinks: thinking cannot be switched off",
    "no_tier": "has no service tier {tiers}: counted as standard",
    "no_cached_rate": "no cached rate is known: cached input at the full input price",
    "left_out": "{what} left out: it has no price for that",
    "over_context": "{percent} % of the requests exceed its context of {window} tokens",
    "too_small": "{offer}: {percent} % of the requests exceed its context of {window} tokens",
    "claimed": "claimed price: no source supports it",
    "stale": "price last checked on {day}, more than 90 days ago",
    "unknown_mode": "the log does not tell reasoning tokens: taken as not thinking",
    "mean_size": "sizes of summed requests are not known: the tier of their mean counts",
    "over_time": "rows sum up a period: priced at the mean of its prices",
    "partly": "a part of the time has no known price: the known one counts",
    "unpriced": "{percent} % of the requests: {reason}",
    "refused": "{reason}",
}


class Note:
    """A code, what it is about, and a sentence.

    >>> note = Note("tier.one", tier="batch")
    >>> note.code, str(note)
    ('tier.one', 'every request in the service tier batch')
    """

    __slots__ = ("code", "params")

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params

    def __str__(self) -> str:
        return _WORDS[self.code].format(**self.params)

    def __repr__(self) -> str:
        return f"Note({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash((self.code, str(self)))


CODES = tuple(_WORDS)
"""All codes, for whoever translates them."""
