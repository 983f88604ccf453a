"""The records of one peer that somebody asks for by id, by pattern or by path."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from pricing.errors import did_you_mean
from pricing.peers import dify, models_dev
from pricing.peers.installed import PACKAGES, Peer, read_package, read_path
from pricing.peers.records import PeerError, PeerModel

FILES = (models_dev.PEER, dify.PEER)


def select(source: str, what: Sequence[str]) -> tuple[Peer, list[PeerModel]]:
    """The peer, and its records whose `provider/model` matches a pattern.

    Where none does, those of a model of that name. `what` holds patterns with `*`; for `models.dev`
    and `dify` its first item is a path, and all records below it are meant where none follows.

    Raises:
        PeerError: no such peer, path or model.
    """
    if source in PACKAGES:
        peer, patterns = read_package(source), list(what)
    elif source in FILES and what:
        peer, patterns = read_path(source, Path(what[0])), list(what[1:]) or ["*"]
    elif source in FILES:
        raise PeerError(f"{source}: say the path of the file or folder first")
    else:
        known = (*PACKAGES, *FILES)
        hint = did_you_mean(source, known)
        raise PeerError(f"no source is called {source!r} (there are {', '.join(known)}){hint}")
    found: dict[int, PeerModel] = {}
    for pattern in patterns:
        hits = [m for m in peer.models if fnmatchcase(m.id, pattern)]
        hits = hits or [m for m in peer.models if m.model == pattern]
        if not hits:
            hint = did_you_mean(pattern, [m.id for m in peer.models])
            raise PeerError(f"{peer} has no priced model {pattern!r}{hint}")
        found |= {id(m): m for m in hits}
    return peer, list(found.values())
