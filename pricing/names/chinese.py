"""Chinese names of makers and sellers of models: `data/chinese-names.yaml`."""

from __future__ import annotations

from functools import cache

from pricing.files import strict_yaml
from pricing.files.schema import Entry, validate
from pricing.folders import data_folder


class ChineseNames(Entry):
    """What the file holds."""

    publishers: dict[str, tuple[str, ...]]
    """By publisher as sheets write it: every name people look for it by."""
    providers: dict[str, str]
    """By provider id: the name a Chinese page shows."""


@cache
def chinese_names() -> ChineseNames:
    """The packaged names.

    >>> chinese_names().providers["moonshot-cn"]
    '月之暗面（中国）'
    """
    return validate(ChineseNames, strict_yaml.read(data_folder() / "chinese-names.yaml"))
