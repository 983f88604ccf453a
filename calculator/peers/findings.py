"""One rate of one offer beside what a peer states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pricing.offers import Offer
from pricing.peers.records import PeerModel

EQUAL, MISSING_THERE, MISSING_HERE = "equal", "missing there", "missing here"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rate that either side states, and the cause where they differ."""

    offer: Offer
    record: PeerModel
    service_tier: str
    size: str
    """Our size band in words, empty where there is only one."""
    kind: str
    """A token kind, or what is compared as a whole: `all`, `bounds`, `hours`, `on sale`."""
    theirs: Decimal | None
    """Per million tokens in the record's currency; None where they state none."""
    ours: Decimal | None
    """Per million tokens in the offer's currency."""
    cause: str
    """`equal`, or the cause of the difference."""
    evidence: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return {
            "offer": self.offer.id,
            "peer": self.record.peer,
            "their_id": self.record.id,
            "service_tier": self.service_tier,
            "size": self.size,
            "kind": self.kind,
            "theirs": None if self.theirs is None else str(self.theirs),
            "their_currency": self.record.currency,
            "ours": None if self.ours is None else str(self.ours),
            "our_currency": self.offer.currency,
            "cause": self.cause,
            "evidence": self.evidence,
        }
