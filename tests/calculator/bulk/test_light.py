"""What pricing a log loads: its engine and Arrow, and nothing as heavy as pandas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_pricing_a_log_does_not_load_pandas():
    code = """
import sys, duckdb
from calculator import price_log
log = duckdb.sql('''SELECT 1772323200 AS "at", 'alibaba-cn/qwen-plus' AS model,
    10 AS input_tokens, 5 AS output_tokens, 'a' AS "key", NULL::BIGINT AS until''')
found = price_log(log, by=("key", "month", "model"), currency="USD")
str(found), found.to_dict()
print(found.rows_priced, sorted({'pandas', 'polars', 'pyspark', 'streamlit'} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.strip() == "1 []"
