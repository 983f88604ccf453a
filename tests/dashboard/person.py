"""Someone at the dashboard without a browser: a session over the web socket."""

from __future__ import annotations

import json
import time
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LARGEST, PATIENCE = 2**26, 60


class Person:
    """One session of a server.

    After each run: `texts` and `charts` as they were sent, `seconds` until the script had finished,
    `first_text` until `awaited` was sent, `bytes` of all messages, and `failures`.
    """

    def __init__(self, origin: str, awaited: str = "", **params: str) -> None:
        self.query, self.awaited = urlencode(params), awaited
        self.origin, self.fields = origin, {}
        self._kept: dict[str, ForwardMsg] = {}
        self._connecting = connect(
            f"ws://{urlsplit(origin).netloc}/_stcore/stream",
            origin=origin,
            subprotocols=["streamlit"],
            max_size=LARGEST,
            open_timeout=PATIENCE,
        )

    def __enter__(self) -> Self:
        self._socket = self._connecting.__enter__()
        self.run()
        return self

    def __exit__(self, *error: Any) -> None:
        self._connecting.__exit__(*error)

    def fill(self, key: str, value: float) -> None:
        """Set a number field, by the beginning of its key, and wait for the new page."""
        field = next(name for name in self.fields if f"-{key}" in name)
        self.run({field: value})

    def run(self, numbers: dict[str, float] | None = None) -> None:
        """Ask for a run with these fields changed, and take in all that it sends."""
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self.query
        state.context_info.locale, state.context_info.url = "en-US", self.origin
        for name, value in (numbers or {}).items():
            state.widget_states.widgets.add(id=name, double_value=value)
        self.texts: list[str] = []
        self.charts: list[dict[str, Any]] = []
        self.failures: list[str] = []
        self.bytes, self.first_text = 0, 0.0
        start = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while not self._finished(start):
            pass
        self.seconds = time.perf_counter() - start

    def _finished(self, start: float) -> bool:
        raw = self._socket.recv(PATIENCE)
        self.bytes += len(raw)
        message = ForwardMsg.FromString(raw)
        if message.HasField("ref_hash"):
            message = self._kept[message.ref_hash]
        elif message.hash:
            self._kept[message.hash] = message
        if message.HasField("delta") and message.delta.HasField("new_element"):
            self._take(message.delta.new_element, start)
        return message.HasField("script_finished")

    def _take(self, element: Any, start: float) -> None:
        kind = element.WhichOneof("type")
        if kind == "markdown":
            text = element.markdown.body
            self.texts.append(text)
            if self.awaited and self.awaited in text and not self.first_text:
                self.first_text = time.perf_counter() - start
        elif kind == "plotly_chart":
            self.charts.append(json.loads(element.plotly_chart.spec))
        elif kind == "number_input":
            self.fields[element.number_input.id] = element.number_input.default
        elif kind == "exception":
            self.failures.append(element.exception.message)
