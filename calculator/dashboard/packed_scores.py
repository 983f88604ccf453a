"""Scores of one's own as text for a link, and back, held to what an upload may contain."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from calculator.dashboard.squeezed import expand, squeeze
from calculator.quality.own_scores import MOST_ROWS, is_score
from calculator.quality.scales import OWN, Scale
from pricing.errors import WorkloadError

_LONGEST_NAME = 80


def pack_scores(scales: tuple[Scale, ...]) -> str:
    """Scales as a short text of letters, digits, `-` and `_`; nothing for none.

    Those with a name that no link may carry stay behind.
    """
    if not (scales := tuple(s for s in scales if all(map(_is_name, (s.name, *s.scores))))):
        return ""
    plain = {s.name: {model: f"{score:f}" for model, score in s.scores.items()} for s in scales}
    return squeeze(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())


def unpack_scores(text: str) -> tuple[Scale, ...]:
    """Scales of a packed text.

    Raises:
        WorkloadError: the text is damaged, too long, or no table of scores.
    """
    try:
        found: Any = json.loads(expand(text))
        return tuple(_scale(name, scores) for name, scores in found.items())
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise WorkloadError("the scores of this link are damaged: copy it anew") from None


def _scale(name: str, scores: dict[str, str]) -> Scale:
    named = (name, *scores)
    if len(named) > MOST_ROWS or not all(map(_is_name, named)) or not scores:
        raise ValueError(name)
    if not all(map(is_score, scores.values())):
        raise ValueError(name)
    return Scale(name, {model: Decimal(score) for model, score in scores.items()}, OWN)


def _is_name(text: str) -> bool:
    return bool(text.strip()) and len(text) <= _LONGEST_NAME and text.isprintable()
