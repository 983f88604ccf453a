"""The most that the server takes from a visitor, in one place; SECURITY.md has the same table."""

from __future__ import annotations

MB = 10**6

UPLOAD = 20 * MB
"""Bytes of any file: `.streamlit/config.toml` tells the server, which refuses more by itself."""
WORKLOAD_FILE = 5 * MB
SCENARIO_FILE = 5 * MB
LOG_FILES = 20 * MB
"""Bytes of all files of usage given at once."""
LOG_FILES_UNPACKED = 500 * MB
"""The same unpacked: what an archive holds lies on the server's disk while it is read."""
LOG_FILES_LOOKED_AT = 10_000
"""Files of the open folder among which a pattern is matched."""
LOG_SECONDS = 300
"""Time that reading and counting given logs may take."""
WORKLOADS = 2_000
"""Workloads of one's own, however they came."""
BILLS = 500_000
"""Workloads × offers × months of a comparison: about half a minute of work."""
PROBLEMS_SHOWN = 100
"""Problems of a file that a page lists; the download of rejected rows holds all."""

LINK = 6_000
"""Characters of a link's query: what browsers, proxies and chat programs carry without loss. No
longer one is written, and no longer part of one is read."""
LINK_IDS = 600
"""Offers or sellers that a part of a link names."""
LINK_EXPANDED = 65_536
"""Bytes of the workloads or scores of a link."""
REQUESTS = 10**12
"""Requests in the sidebar."""
SEARCH = 80
"""Characters of a search in a link."""

ASSETS_KEPT = 16 * MB
"""Bytes of compressed page files in memory."""
