"""Groups of equal entries in columns, and exact sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.arrays import numbers, whole

LOW = 2**32 - 1


class Groups:
    """Entries that are equal in every one of some columns.

    >>> groups = Groups([np.array([7, 7, 8]), np.array(["a", "a", "a"], dtype=object)])
    >>> groups.of_entry.tolist(), groups.first.tolist(), groups.sum(np.array([1, 2, 3])).tolist()
    ([0, 0, 1], [0, 2], [3, 3])
    """

    def __init__(self, columns: Sequence[Any]) -> None:
        code: Any = np.zeros(len(columns[0]), dtype=np.int64)
        for column in columns:
            part, count = _codes(column)
            code, _ = _codes(code * max(count, 1) + part)
        self.of_entry = code
        """The group of each entry; groups are numbered as they first appear."""
        self._order = np.argsort(code, kind="stable")
        sorted_codes = code[self._order]
        self._starts = np.flatnonzero(np.diff(sorted_codes, prepend=-1))
        self.first = self._order[self._starts]
        """Position of the first entry of each group."""

    def __len__(self) -> int:
        return len(self.first)

    def sum(self, values: Any) -> Any:
        """Exact sums of int64, or of Python numbers, as Python numbers."""
        if not len(self):
            return np.array([], dtype=object)
        ordered = values[self._order]
        if values.dtype == object:
            return np.add.reduceat(ordered, self._starts)
        high = np.add.reduceat(ordered >> 32, self._starts).astype(object)
        low = np.add.reduceat(ordered & LOW, self._starts).astype(object)
        return high * 2**32 + low

    def max(self, values: Any) -> Any:
        """The largest value of each group."""
        return np.maximum.reduceat(values[self._order], self._starts) if len(self) else values[:0]


def _codes(column: Any) -> tuple[Any, int]:
    """Small whole numbers for the values of a column, gaps included, and how many there are."""
    if isinstance(column, np.ndarray) and column.dtype == object:
        number: dict[Any, int] = {}
        codes = [number.setdefault(value, len(number)) for value in column.tolist()]
        return np.array(codes, dtype=np.int64), len(number)
    plain = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else whole(column)
    coded = plain.dictionary_encode(null_encoding="encode")
    return numbers(coded.indices), len(coded.dictionary)
