"""Read models.dev: its API's JSON as saved to a file, or its folder of TOML files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pricing.peers.records import PeerBand, PeerError, PeerModel, PeerPrice, exact

PEER = "models.dev"
_KINDS = ("input", "cache_read", "cache_write", "output", "reasoning")
_OTHER = ("input_audio", "output_audio")
_OVER_200K = 200_000
_NOT_OF_THE_SHAPE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)


def read(path: Path) -> Iterator[PeerModel]:
    """Every model with a price, in US dollars per million tokens.

    Raises:
        PeerError: no such file or folder, or not of the shape of models.dev.
    """
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file():
        yield from _dump(path)
    else:
        raise PeerError(f"{path}: no such file or folder")


def _dump(path: Path) -> Iterator[PeerModel]:
    try:
        providers = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        if "models" in providers:
            providers = {providers["id"]: providers}
        listed = [(p, m) for name, about in providers.items() for p, m in _listed(name, about)]
    except (*_NOT_OF_THE_SHAPE, RecursionError) as error:
        raise PeerError(f"{path} is not an api.json of models.dev: {error!r}") from None
    for provider, entry in listed:
        yield from _models(path, provider, str(entry["id"]), entry)


def _listed(name: str, provider: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    about = {"id": name, "doc": provider.get("doc", "")}
    for model_id, entry in provider["models"].items():
        yield about, {"id": model_id, **entry}


def _folder(path: Path) -> Iterator[PeerModel]:
    """The models of `NAME/models/ID.toml` below, or within, such a folder."""
    found = 0
    for file in sorted(path.absolute().glob("**/*.toml")):
        if "models" not in file.parts[:-1] or not file.is_file():
            continue
        at = len(file.parts) - 1 - file.parts[::-1].index("models")
        page = _toml(Path(*file.parts[:at], "provider.toml")).get("doc", "")
        entry = _toml(file)
        if file.is_symlink():
            entry["note"] = f"the file is a link to {file.readlink()}"
        provider = {"id": file.parts[at - 1], "doc": page}
        model_id = "/".join(file.parts[at + 1 :]).removesuffix(".toml")
        for model in _models(file, provider, model_id, entry):
            found += 1
            yield model
    if not found:
        raise PeerError(f"{path}: no priced NAME/models/ID.toml in this folder")


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise PeerError(f"{file} is not TOML: {error}") from None


def _models(
    file: Path, provider: Mapping[str, Any], model: str, entry: Mapping[str, Any]
) -> list[PeerModel]:
    try:
        return list(_model(provider, model, entry))
    except _NOT_OF_THE_SHAPE as error:
        said = f"the price of {provider['id']}/{model} is not in the form of models.dev"
        raise PeerError(f"{file}: {said}: {error!r}") from None


def _model(
    provider: Mapping[str, Any], model: str, entry: Mapping[str, Any]
) -> Iterator[PeerModel]:
    cost = entry.get("cost")
    if not isinstance(cost, dict) or not {"input", "output"} <= set(cost):
        return
    updated = entry.get("last_updated")
    notes = (entry.get("note"), f"last_updated {updated}" if updated else None)
    yield PeerModel(
        peer=PEER,
        version="",
        provider=str(provider["id"]),
        model=model,
        prices=(PeerPrice(tuple(_bands(cost))),),
        name=str(entry.get("name") or ""),
        context_window=_window(entry.get("limit")),
        reasons=entry.get("reasoning"),
        source=str(provider.get("doc") or ""),
        note="; ".join(filter(None, notes)),
        left_out=tuple(f"{key} {cost[key]}" for key in _OTHER if cost.get(key)),
    )


def _bands(cost: Mapping[str, Any]) -> Iterator[PeerBand]:
    """Context tiers hold above their size; what one leaves out is that of the first."""
    first = _rates(cost)
    yield PeerBand(-1, first)
    tiers = cost.get("tiers") or ()
    sized = {t["tier"]["size"]: t for t in tiers if t["tier"].get("type") == "context"}
    if not sized and "context_over_200k" in cost:
        sized = {_OVER_200K: cost["context_over_200k"]}
    for size in sorted(sized):
        yield PeerBand(size, {**first, **_rates(sized[size])})


def _rates(cost: Mapping[str, Any]) -> dict[str, Decimal]:
    return {kind: exact(cost[kind]) for kind in _KINDS if cost.get(kind) is not None}


def _window(limit: Any) -> int | None:
    size = limit.get("context") if isinstance(limit, dict) else None
    return size if isinstance(size, int) and size > 0 else None
