"""Read the model files of Dify's plugins: YAML with `pricing: {input, output, unit, currency}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pricing.peers.records import MILLION, PeerBand, PeerError, PeerModel, PeerPrice, exact, plain

PEER = "dify"
MAX_BYTES = 1_000_000
_CURRENCIES = {"RMB": "CNY"}
_SIZE = re.compile(r"\d{1,12}", re.ASCII)
_PRICED_COMMENT = re.compile(r"^[^#\n]*#[^\n]*\d[^\n]*$", re.MULTILINE)


def read(path: Path) -> Iterator[PeerModel]:
    """The language models with a price, of one file or of all files below a folder.

    Rates are in the file's own currency (`RMB` is CNY) and taken from its own unit.

    Raises:
        PeerError: no such path, or a single file that is not a model file with a price.
    """
    if path.is_dir():
        for file in sorted((*path.glob("**/*.yaml"), *path.glob("**/*.yml"))):
            found = _model(file) if file.is_file() and file.stat().st_size <= MAX_BYTES else None
            if found is not None:
                yield found
    elif path.is_file():
        found = _model(path)
        if found is None:
            raise PeerError(f"{path}: no pricing with input, output, unit and currency here")
        yield found
    else:
        raise PeerError(f"{path}: no such file or folder")


def _model(file: Path) -> PeerModel | None:
    text, entry = _read(file)
    pricing = entry.get("pricing")
    if entry.get("model_type") not in (None, "llm") or not isinstance(pricing, dict):
        return None
    try:
        unit = Decimal(pricing["unit"])
        rates = {k: exact(pricing[k], unit * MILLION) for k in ("input", "output")}
        currency = pricing["currency"].strip()
        per = f"{plain(1 / unit):,}"
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError):
        return None
    about = entry.get("model_properties")
    size = _text(about.get("context_size")) if isinstance(about, dict) else ""
    return PeerModel(
        peer=PEER,
        version="",
        provider=_provider(file),
        model=_text(entry.get("model")) or file.stem.strip(),
        prices=(PeerPrice((PeerBand(-1, rates),)),),
        currency=_CURRENCIES.get(currency, currency),
        unit=f"{currency} per {per} tokens",
        context_window=int(size) if _SIZE.fullmatch(size) else None,
        reasons="agent-thought" in (entry.get("features") or ()) or None,
        left_out=tuple(_comments(text)),
    )


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    """The text and its mapping; every scalar stays text, so that numbers are exact."""
    import yaml

    if file.stat().st_size > MAX_BYTES:
        raise PeerError(f"{file} is larger than {MAX_BYTES:,} bytes")
    try:
        text = file.read_bytes().decode("utf-8-sig")
        if "pricing" not in text:
            return text, {}
        found = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (UnicodeDecodeError, RecursionError, yaml.YAMLError) as error:
        raise PeerError(f"{file} is not YAML: {' '.join(str(error).split())}") from None
    return text, found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """A scalar; whatever else stands there says nothing."""
    return value if isinstance(value, str) else ""


def _provider(file: Path) -> str:
    """The plugin's folder: `…/moonshot/models/llm/kimi.yaml`, else the folder of the file."""
    parts = file.absolute().parts
    at = next((i for i in range(len(parts) - 1, 0, -1) if parts[i] == "models"), 0)
    return parts[at - 1] if at else parts[-2]


def _comments(text: str) -> Iterator[str]:
    """Prices that stand in comments beside the pricing, as those of size bands do."""
    _, _, below = text.partition("\npricing:")
    for line in _PRICED_COMMENT.findall(below):
        yield f"comment: {' '.join(line.split())}"
