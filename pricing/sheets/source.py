"""Where a price comes from: the page, the day it was checked, and how sure we are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pricing.files.schema import Day, Entry

Status = Literal["official", "community", "claimed"]


class Source(Entry):
    """Where a price comes from. A key left out is that of the level above."""

    like: str | None = None
    """A source of the sheet's `sources` that this one is, but for the keys written beside it;
    `source: NAME` is short for `source: {like: NAME}`."""
    status: Status | None = None
    """`official`: the provider's own list; `community`: somebody's copy; `claimed`: unsupported."""
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    """The page that states the price."""
    retrieved: Day | None = None
    """The day the page (or the copy of it) was last checked."""
    confidence: Literal["high", "medium", "low"] | None = None
    """How sure we are that this was the price on these dates."""
    note: str | None = None
    """How it was read: through which copy of the page, and what was derived."""

    def over(self, above: Source) -> Source:
        """This source with what it leaves out taken from the level above."""
        return self.model_copy(update={k: v for k, v in above if getattr(self, k) is None})


def _named(source: Any) -> Any:
    return {"like": source} if isinstance(source, str) else source


SourceRef = Annotated[Source, BeforeValidator(_named, json_schema_input_type=str | Source)]
"""A source written out, or the name of one of the sheet's `sources`."""
