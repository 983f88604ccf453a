"""What a log asks of whoever serves it: its buckets without the names of those who did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from calculator.bulk.counted import SIZES
from calculator.bulk.cuts import DAY
from calculator.bulk.frames import COUNTS
from calculator.bulk.grouping import Groups
from calculator.bulk.layout import FEES
from calculator.bulk.sold import month_of

ASKED = "asked"
KEYS = ("second", "until", "mode", "uncounted", *SIZES)


@dataclass(frozen=True, slots=True)
class Load:
    """Buckets, and sums over them in Python's whole numbers."""

    columns: dict[str, Any]
    """By `KEYS`, `any_` fee, `band_` label, and `tier`, the position in `tiers`."""
    tiers: tuple[str, ...]
    sums: dict[str, Any]
    rows: int
    last_day: int
    """Of UTC days since 1970."""
    months: int
    """Calendar months of which it has rows."""

    @property
    def asked(self) -> int:
        """How many requests it has; a row that does not say counts as one."""
        return int(sum(self.sums[ASKED]))


def load_of(buckets: pa.Table, kept: Any) -> Load:
    """The load of the buckets that are kept."""
    table = buckets.filter(pa.array(kept))
    tier = table["service_tier"].combine_chunks().dictionary_encode()
    columns = {name: table[name].to_numpy() for name in KEYS}
    for fee in (f"any_{fee}" for fee in FEES):
        has = fee in table.column_names
        columns[fee] = table[fee].to_numpy() if has else np.zeros(len(table), np.int64)
    bands = [name for name in table.column_names if name.startswith("band_")]
    columns |= {name: table[name].to_numpy() for name in bands}
    columns["tier"] = tier.indices.to_numpy().astype(np.int64)
    days = columns["second"] // DAY
    alike = grouped(list(columns.values()))
    counts = {n: table[n].to_numpy() for n in (*COUNTS, "rows") if n in table.column_names}
    counts[ASKED] = np.where(columns["uncounted"] > 0, counts["rows"], counts["requests"])
    sums = {name: alike.sum(values) for name, values in counts.items()}
    return Load(
        {name: values[alike.first] for name, values in columns.items()},
        tuple(tier.dictionary.to_pylist()),
        sums,
        sum(sums["rows"]),
        int(days.max(initial=0)),
        len(np.unique(month_of(days))),
    )


def grouped(columns: Sequence[Any]) -> Groups:
    """Groups of equal entries; columns of one value are passed over."""
    telling = [c for c in columns if len(c) and c.min() != c.max()]
    return Groups([pa.array(c) for c in telling or columns[:1]])
