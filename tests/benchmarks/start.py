"""What starting costs: imports and a first price over a bare interpreter; loading all sheets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

ROUNDS = 10
PRICED = "from calculator import Usage, price; price(Usage(10_000, 500), 'openai/gpt-5')"
CODES = {
    "bare interpreter": "pass",
    "import calculator": "import calculator",
    "import and first price": PRICED,
    "genai-prices: import and first price": (
        "from genai_prices import Usage, calc_price;"
        "calc_price(Usage(input_tokens=10_000, output_tokens=500), 'gpt-5')"
    ),
}
TOLD = """
import json, re, resource, sys
from pathlib import Path
used = resource.getrusage(resource.RUSAGE_SELF)
status = Path("/proc/self/status")
held = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
told = {"cpu": used.ru_utime + used.ru_stime, "kB": int(held[1]) if held else used.ru_maxrss}
loaded = sorted({"yaml", "pydantic", "pandas", "duckdb"} & {*sys.modules})
print(json.dumps(told | {"loaded": loaded}))
"""
YAML = """
from pathlib import Path
import yaml
for sheet in sorted(Path("data/prices").glob("*.yaml")):
    yaml.load(sheet.read_bytes(), yaml.CSafeLoader)
"""


def run(code: str, folder: str, **environment: str) -> dict[str, Any]:
    """CPU seconds and memory of a process that runs the code; modules are compiled beforehand."""
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{TOLD}"],
        env=os.environ | {"TOKENFARE_CACHE": f"{folder}/cache"} | compiled | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def starts(folder: str) -> None:
    """Imports and first prices, in turns; the compiled sheets are in the cache."""
    rounds = [{name: run(code, folder) for name, code in CODES.items()} for _ in range(ROUNDS + 1)]
    del rounds[0]
    for name in CODES:
        cpu = median(r[name]["cpu"] - r["bare interpreter"]["cpu"] for r in rounds)
        held = median(r[name]["kB"] - r["bare interpreter"]["kB"] for r in rounds) / 1024
        print(f"{name}: {cpu * 1e3:+.0f} ms of CPU and {held:+.0f} MB over a bare interpreter")
    ratio = median(_extra(r, "import and first price") / _extra(r, PEER) for r in rounds)
    print(f"import and first price: {ratio:.2f} of what genai-prices takes")
    loaded = ", ".join(rounds[0][FIRST]["loaded"]) or "none"
    print(f"loaded by then, of yaml, pydantic, pandas and duckdb: {loaded}")


FIRST, PEER = "import and first price", "genai-prices: import and first price"


def _extra(times: dict[str, dict[str, float]], name: str) -> float:
    return times[name]["cpu"] - times["bare interpreter"]["cpu"]


def sheets(folder: str) -> None:
    """All sheets from YAML, from the cache, and PyYAML's fastest loader on the same files."""
    load = "from pricing import load_catalog; load_catalog()"
    rounds = [
        {
            "from YAML": run(load, folder, TOKENFARE_CACHE=f"{folder}/{i}")["cpu"],
            "from the cache": run(load, folder, TOKENFARE_CACHE=f"{folder}/{i}")["cpu"],
            "yaml.CSafeLoader alone": run(YAML, folder)["cpu"],
            "bare": run("pass", folder)["cpu"],
        }
        for i in range(ROUNDS // 2)
    ]
    for name in list(rounds[0])[:-1]:
        cpu = median(r[name] - r["bare"] for r in rounds)
        print(f"all sheets {name}: {cpu * 1e3:.0f} ms of CPU over a bare interpreter")


def main() -> None:
    with TemporaryDirectory() as folder:
        starts(folder)
        sheets(folder)


if __name__ == "__main__":
    main()
