"""Which peers are there: packages that are installed, and files that the user gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from pricing.peers.records import PeerError, PeerModel

PACKAGES = ("genai-prices", "litellm", "tokencost")
INSTALL = 'pip install "tokenfare[peers]"'


@dataclass(frozen=True, slots=True)
class Peer:
    """One price list other than ours: its models, and its version or path."""

    name: str
    version: str
    models: tuple[PeerModel, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def missing_packages() -> list[str]:
    """The peers' packages that are not installed."""
    return [name for name in PACKAGES if find_spec(name.replace("-", "_")) is None]


def read_peers(models_dev: Path | None = None, dify: Path | None = None) -> list[Peer]:
    """Every peer that is there, in the order of `PACKAGES`, then the files given.

    Raises:
        PeerError: a file given, or a package's data, cannot be read.
    """
    absent = missing_packages()
    peers = [read_package(name) for name in PACKAGES if name not in absent]
    return peers + [read_path(n, p) for n, p in (("models.dev", models_dev), ("dify", dify)) if p]


def read_package(name: str) -> Peer:
    """The models of a peer that comes as a package; litellm is read without importing it.

    Raises:
        PeerError: it is not installed, or its data is not of the known shape.
    """
    if name in missing_packages():
        raise PeerError(f"{name} is not installed: {INSTALL}")
    version = metadata.version(name)
    try:
        return Peer(name, version, tuple(_models(name, version)))
    except (ImportError, AttributeError, KeyError, TypeError) as error:
        said = f"the data of {name} {version} is not of the shape this version of tokenfare knows"
        raise PeerError(f"{said}: {error!r}") from None


def _models(name: str, version: str) -> Iterator[PeerModel]:
    from pricing.peers import genai_prices, litellm

    if name == genai_prices.PEER:
        return genai_prices.read(version)
    spec = find_spec(name)
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    return litellm.read(folder / litellm.FILES[name], name, version)


def read_path(name: str, path: Path) -> Peer:
    """The models of a peer that comes as a file or folder: `models.dev` or `dify`.

    Raises:
        PeerError: there is nothing of that kind at the path.
    """
    from pricing.peers import dify, models_dev

    reader = {dify.PEER: dify.read, models_dev.PEER: models_dev.read}[name]
    return Peer(name, f"({path})", tuple(reader(path)))
