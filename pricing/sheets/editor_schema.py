"""The JSON schema that editors use for completion and checking, generated from the models."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pricing.sheets.sheet import Sheet


def editor_schema() -> str:
    """The schema of a price sheet as JSON text, ending in a line break."""
    schema = Sheet.model_json_schema(by_alias=True)
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(editor_schema(), encoding="utf-8")
