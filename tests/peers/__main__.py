"""`python -m tests.peers` prints the tables of docs/peers.md; `--write` puts them there."""

from __future__ import annotations

import sys
import warnings

from pricing.peers.installed import read_peers
from tests.peers.comparing import run
from tests.peers.document import DOCUMENT, REQUESTS, with_current_tables


def main() -> None:
    warnings.simplefilter("ignore")
    runs = {str(peer): list(run(peer, REQUESTS)) for peer in read_peers()}
    for cases in runs.values():
        for case in (case for case in cases if case.unexplained):
            print(f"unexplained: {case}", file=sys.stderr)
    text = with_current_tables(DOCUMENT.read_text("utf-8"), runs)
    if "--write" in sys.argv:
        DOCUMENT.write_text(text, "utf-8")
    else:
        print(text)


main()
