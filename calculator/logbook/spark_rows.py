"""Tables that Spark reads itself: CSV, JSON lines and Parquet with the columns of `price_log`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from calculator.bulk.frames import (
    COLUMNS,
    COUNTS,
    HINTS,
    NAMES,
    REQUIRED,
    TIMES,
)
from calculator.logs.columns import PERSONAL
from calculator.logs.guard import (
    DIGITS,
    LABEL_SEARCHED_FROM,
    NAME_SEARCHED_FROM,
    PATTERN,
    SIGNS,
    own_salt,
)
from calculator.logs.reasons import CUT_OFF, NO_TIME, NOT_JSON, unreadable
from pricing.errors import LogError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

KINDS = {"csv": "csv", "tsv": "csv", "json": "json", "jsonl": "json", "ndjson": "json"}
"""By the ending of a name, `.gz` left out; everything else is Parquet."""
MONEY = ("billed_amount", "listed_amount")
_CORRUPT = "_corrupt_record"


def kind_of(file: str) -> str:
    """How Spark is to read a file: `csv`, `json` or `parquet`.

    >>> kind_of("s3a://logs/2026/*.jsonl.gz"), kind_of("hdfs://logs/2026/")
    ('json', 'parquet')
    """
    ending = file.lower().rstrip("/*").removesuffix(".gz").rpartition(".")[2]
    return KINDS.get(ending, "parquet")


def rows_of(session: SparkSession, files: Sequence[str]) -> DataFrame:
    """The rows of files of one kind, with the known columns only; keys and people as hashes.

    Raises:
        LogError: files of several kinds, or a column is missing.
    """
    kinds = sorted({kind_of(file) for file in files})
    if len(kinds) > 1:
        raise LogError(f"these are {' and '.join(kinds)}: give Spark files of one kind at a time")
    frame = _read(session, list(files), kinds[0])
    if lacking := [name for name in REQUIRED if name not in frame.columns]:
        raise LogError(
            f"Spark reads tables with the columns {', '.join(REQUIRED)} …; {files[0]} lacks "
            f"{', '.join(lacking)}"
        )
    if kinds[0] != "parquet":
        frame = _typed(frame, CUT_OFF if kinds[0] == "csv" else NOT_JSON)
    return _guarded(frame.select(*(name for name in COLUMNS if name in frame.columns)))


def _read(session: SparkSession, files: list[str], kind: str) -> DataFrame:
    if kind == "parquet":
        return session.read.parquet(*files)
    if kind == "json":
        return session.read.json(files, primitivesAsString=True, columnNameOfCorruptRecord=_CORRUPT)
    separator = "\t" if files[0].lower().removesuffix(".gz").endswith(".tsv") else ","
    options: dict[str, Any] = {"header": True, "sep": separator, "escape": '"', "multiLine": False}
    schema = session.read.csv(files, **options).schema.add(_CORRUPT, "string")
    return session.read.csv(files, schema, columnNameOfCorruptRecord=_CORRUPT, **options)


def _typed(frame: DataFrame, damaged: str) -> DataFrame:
    """Texts as what they are to be; what cannot be read is null, and `reject` says why.

    Args:
        frame: the rows as texts.
        damaged: the code of a line that is no record.
    """
    from pyspark.sql import functions as f

    kinds = dict.fromkeys((*COUNTS, *HINTS), "bigint") | dict.fromkeys(MONEY, "decimal(38,12)")
    kinds["thinking"] = "boolean"
    found: dict[str, Column] = {}
    reasons = [] if _CORRUPT not in frame.columns else [(f.col(_CORRUPT).isNotNull(), damaged)]
    for name in (n for n in frame.columns if n in kinds or n in TIMES):
        said = f.nullif(f.trim(f.col(name)), f.lit(""))
        found[name] = _second(said) if name in TIMES else said.try_cast(kinds[name])
        if name not in TIMES:
            reasons.append((said.isNotNull() & found[name].isNull(), unreadable(name)))
    reasons.append((found["at"].isNull(), NO_TIME))
    reject: Any = f.col("reject") if "reject" in frame.columns else f.lit(None).cast("string")
    for condition, code in reversed(reasons):
        reject = f.when(condition, f.lit(code)).otherwise(reject)
    return frame.withColumns(found | {"reject": reject})


def _second(said: Column) -> Column:
    """UTC seconds of a number of seconds or of a time; one without an offset is in UTC."""
    from pyspark.sql import functions as f

    return f.coalesce(said.try_cast("bigint"), f.unix_seconds(said.try_cast("timestamp")))


def _suspect(said: Column, name: str) -> Column:
    """Whether a text is searched for what looks like a secret, as in `calculator.logs.guard`."""
    from pyspark.sql import functions as f

    if name in NAMES:
        return f.octet_length(said) >= NAME_SEARCHED_FROM
    found = (f.octet_length(said) >= LABEL_SEARCHED_FROM) | said.startswith("sk-")
    for sign in SIGNS:
        found |= said.contains(sign)
    return found


def _guarded(frame: DataFrame) -> DataFrame:
    """Keys and people as the hashes that the embedded engine makes of them."""
    from pyspark.sql import functions as f

    salt = own_salt()
    changed: dict[str, Column] = {}
    for name in (n for n in (*PERSONAL, "tag", *NAMES) if n in frame.columns):
        said, label = f.col(name).cast("string"), "hidden" if name in NAMES else name
        digest = f.substring(f.sha2(f.concat(f.lit(salt), said), 256), 1, DIGITS)
        hashed = f.concat(f.lit(f"{label}-"), digest)
        if name in PERSONAL:
            kept = said.isNull() | said.rlike(f"^{label}-[0-9a-f]{{{DIGITS}}}$")
        else:
            kept = said.isNull() | ~(_suspect(said, name) & said.rlike(PATTERN))
        changed[name] = f.when(kept, said).otherwise(hashed)
    return frame.withColumns(changed)
