"""What a request could read from a cache, where a trace has hashes of its prompt's blocks."""

from __future__ import annotations

from calculator.logs import sql
from calculator.logs.parts import Blocks
from calculator.logs.source import Source, numbered


def read_from_cache(rows: str, source: Source, blocks: Blocks) -> str:
    """SQL of the same rows, with the tokens of their leading blocks that an earlier row had.

    A block's hash stands for all of the prompt up to its end, so that equal hashes are equal
    beginnings. What was kept in a cache before the first row is not known: a lower bound.

    Args:
        rows: a SELECT of rows with the number of their `record`.
        source: the files they are from, in the order of the requests.
        blocks: where the hashes stand, and how many tokens a block has.
    """
    path = sql.json_path(str(step) for step in blocks.column)
    hashes = f"TRY_CAST(json_extract(j0, {path}) AS VARCHAR[])"
    read = f"least(coalesce(hits, 0) * {blocks.tokens}, coalesce(input_tokens, 0))"
    return f"""
        WITH hashed AS (SELECT record, {hashes} AS hashes FROM {numbered(source)}),
        blocks AS (
            SELECT record, unnest(hashes) AS hash, generate_subscripts(hashes, 1) AS place
            FROM hashed
        ),
        marked AS (SELECT *, min(record) OVER (PARTITION BY hash) = record AS is_new FROM blocks),
        found AS (
            SELECT record, coalesce(min(place) FILTER (is_new) - 1, max(place)) AS hits
            FROM marked GROUP BY record
        )
        SELECT * REPLACE ({read} AS cache_read_tokens)
        FROM ({rows}) LEFT JOIN found USING (record)"""
