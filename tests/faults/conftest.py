"""Disks that are full, or that nothing can be written to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small file system of its own in memory, for as long as the block lasts."""
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    place.mkdir()
    made = subprocess.run([mount, "-t", "tmpfs", "-o", options, "tmpfs", place], check=False)
    if made.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def full_disk(tmp_path) -> Iterator[Path]:
    """A disk of 64 kB without a byte left; a new empty file still finds a place."""
    with mounted(tmp_path / "full", "size=64k") as disk:
        (disk / "filled").write_bytes(bytes(64 * 1024))
        yield disk


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk with room for 64 kB: less than the compiled price book."""
    with mounted(tmp_path / "small", "size=64k") as disk:
        yield disk


@pytest.fixture
def read_only_disk(tmp_path) -> Iterator[Path]:
    with mounted(tmp_path / "fixed", "size=64k,ro") as disk:
        yield disk
