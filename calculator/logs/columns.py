"""The columns that every log is read as."""

USAGE = {
    "at": "BIGINT",
    "until": "BIGINT",
    "provider": "VARCHAR",
    "model": "VARCHAR",
    "service_tier": "VARCHAR",
    "thinking": "BOOLEAN",
    "requests": "BIGINT",
    "input_tokens": "BIGINT",
    "output_tokens": "BIGINT",
    "cache_read_tokens": "BIGINT",
    "cache_write_tokens": "BIGINT",
    "cache_write_long_tokens": "BIGINT",
    "reasoning_tokens": "BIGINT",
    "web_searches": "BIGINT",
    "cache_token_hours": "BIGINT",
    "citation_tokens": "BIGINT",
    "input_over": "BIGINT",
    "input_up_to": "BIGINT",
    "billed_amount": "DECIMAL(38, 12)",
    "listed_amount": "DECIMAL(38, 12)",
    "billed_currency": "VARCHAR",
    "key": "VARCHAR",
    "tag": "VARCHAR",
    "user": "VARCHAR",
    "reject": "VARCHAR",
}
"""Rows of usage, with their types in DuckDB.

`at` and `until` are UTC seconds; `until` is null for one instant. `requests` is null where a row
sums up nobody says how many; then `input_over` and `input_up_to` are the bounds of the size of
each of them, where the source says that. Totals include their parts; `reasoning_tokens` and
`thinking` are null where unknown. `reject` says why a row could not be read.
"""

BILL = {
    "at": "BIGINT",
    "until": "BIGINT",
    "provider": "VARCHAR",
    "model": "VARCHAR",
    "meter": "VARCHAR",
    "service_tier": "VARCHAR",
    "billed_amount": "DECIMAL(38, 12)",
    "listed_amount": "DECIMAL(38, 12)",
    "billed_currency": "VARCHAR",
    "key": "VARCHAR",
    "tag": "VARCHAR",
    "user": "VARCHAR",
    "reject": "VARCHAR",
}
"""Rows of a bill: amounts without token counts."""

PARTS = ("cache_read_tokens", "cache_write_tokens", "cache_write_long_tokens")
EXTRAS = ("web_searches", "cache_token_hours", "citation_tokens")
HINTS = ("input_over", "input_up_to")
"""Bounds of the size of each request of a row that sums up several."""
OPTIONAL = ("until", "thinking", "requests", *PARTS, "reasoning_tokens", *EXTRAS, *HINTS)
"""Numbers that a row need not have."""
LABELS = ("key", "tag", "user")
PERSONAL = ("key", "user")
"""Labels that come out of a file as hashes, whatever its format says."""
