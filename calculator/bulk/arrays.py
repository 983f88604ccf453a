"""Arrow columns out of numbers and texts.

pyarrow's own conversion loads pandas to look for frames: a third of a second and 90 MB that
nobody asked for. These do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa


def whole(numbers: Any) -> pa.Array:
    """Whole numbers, as int64.

    >>> whole([3, 1]).to_pylist()
    [3, 1]
    """
    flat = np.ascontiguousarray(numbers, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(flat), [None, pa.py_buffer(flat)])


def texts(values: Sequence[str]) -> pa.Array:
    """Texts, none of them missing.

    >>> texts(["中文", "", "b"]).to_pylist()
    ['中文', '', 'b']
    """
    encoded = [value.encode() for value in values]
    ends = np.array([0, *accumulate(map(len, encoded))], dtype=np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(encoded), buffers).cast(pa.string())


def table(columns: Mapping[str, Any]) -> pa.Table:
    """A table of Arrow columns, arrays of whole numbers, and lists of whole numbers or texts."""
    return pa.Table.from_arrays([_column(values) for values in columns.values()], [*columns])


def _column(values: Any) -> Any:
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values
    return texts(values) if len(values) and isinstance(values[0], str) else whole(values)


def numbers(column: pa.ChunkedArray | pa.Array) -> Any:
    """The values of a column of whole numbers without gaps, as int64.

    >>> numbers(pa.chunked_array([whole([1, 2]), whole([3])])).tolist()
    [1, 2, 3]
    """
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_int64(flat.type):
        flat = flat.cast(pa.int64())
    values = np.frombuffer(flat.buffers()[1] or b"", dtype=np.int64)
    return values[flat.offset : flat.offset + len(flat)]
