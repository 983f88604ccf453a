"""Peers' records written for a test, and the peers' packages where they are installed."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

import pytest

from pricing.peers.installed import Peer, missing_packages, read_package
from pricing.peers.records import PeerBand, PeerModel, PeerPrice


def rates(**stated: str) -> dict[str, Decimal]:
    return {kind: Decimal(number) for kind, number in stated.items()}


def price(*bands: tuple[int, dict[str, Decimal]], **conditions) -> PeerPrice:
    return PeerPrice(tuple(PeerBand(over, stated) for over, stated in bands), **conditions)


def record(peer: str, model_id: str, *prices: PeerPrice, **facts) -> PeerModel:
    """A record by `provider/model`; keywords that are rates make its one flat price."""
    provider, _, model = model_id.partition("/")
    kinds = ("input", "cache_read", "cache_write", "cache_write_long", "output", "reasoning")
    flat = rates(**{kind: facts.pop(kind) for kind in kinds if kind in facts})
    listed = prices or (price((-1, flat)),)
    return PeerModel(peer, "1.0", provider, model, listed, **facts)


def peer_of(*records: PeerModel) -> Peer:
    return Peer(records[0].peer, records[0].version, records)


def installed(name: str) -> Peer:
    """A peer that comes as a package: a machine without it skips; CI must have it."""
    if name in missing_packages() and os.environ.get("CI") != "true":
        pytest.skip(f"{name} is not installed")
    return read_package(name)


DAY = date(2026, 11, 24)
