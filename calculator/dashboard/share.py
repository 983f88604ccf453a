"""The session's link: read once at the start, kept in the address bar, and shown to be sent on."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from calculator.dashboard import lens, market, state
from calculator.dashboard.limits import MB, SCENARIO_FILE
from calculator.dashboard.link import Ignored, Reading, decode, fitting
from calculator.dashboard.scenario import Scenario
from calculator.dashboard.scenario_file import MIME, NAME, read_scenario, write_scenario
from calculator.dashboard.text import escaped, t
from pricing.errors import WorkloadError

_BEGUN, _IGNORED, _SEEN, _FAILED, _FILE = "begun", "ignored", "ignored_in", "failed", "scenario"
_LONGEST_SHOWN = 40


def begin() -> None:
    """On a session's first run, set the sidebar to the link it came by."""
    if st.session_state.setdefault(_BEGUN, False):
        return
    st.session_state[_BEGUN] = True
    language = state.language()
    first = Scenario(language=language, currency="CNY" if language == "zh" else "USD")
    _take(decode(st.query_params.to_dict(), market.known(), first))


def keep_address(scenario: Scenario) -> None:
    """Write the scenario into the address bar; one too long for a link leaves its language."""
    params = fitting(scenario) or {"lang": scenario.language}
    if st.query_params.to_dict() != params:
        st.query_params.from_dict(params)


def notice(scenario: Scenario) -> None:
    """Say what of a link or file could not be used, until the reader changes something."""
    ignored: tuple[Ignored, ...] = st.session_state.get(_IGNORED, ())
    if failed := st.session_state.pop(_FAILED, ""):
        st.error(escaped(failed))
    if not ignored:
        return
    if st.session_state.setdefault(_SEEN, scenario) != scenario:
        st.session_state[_IGNORED] = ()
        return
    items = ", ".join(f"{one.param}={_cut(one.value)}" for one in ignored)
    st.warning(t("link.ignored", scenario.language, items=escaped(items)))


def show(scenario: Scenario) -> None:
    """A button that opens to the link, the same as a file, and a way to open such a file."""
    language = scenario.language
    label = t("share.title", language)
    with st.popover(label, icon=":material/share:", key="share", on_change="rerun") as opened:
        if opened.open:
            _ways(scenario, language)


def _ways(scenario: Scenario, language: str) -> None:
    show_link(link(scenario), language)
    file_button(scenario)
    st.file_uploader(
        t("share.open", language),
        type=["json"],
        key=_FILE,
        on_change=_open,
        max_upload_size=SCENARIO_FILE // MB,
    )


def show_link(address: str, language: str) -> None:
    """The address to copy, or that the view does not fit into one."""
    if address:
        st.caption(t("share.help", language))
        st.code(address, language=None, wrap_lines=True)
    else:
        st.info(t("share.too_long", language))


def file_button(scenario: Scenario) -> None:
    """The same view as a file."""
    st.download_button(
        t("share.file", scenario.language),
        write_scenario(scenario),
        NAME,
        MIME,
        icon=":material/download:",
        on_click="ignore",
    )


def link(scenario: Scenario) -> str:
    """The address of this view, or nothing where it is too long."""
    params = fitting(scenario)
    if params is None:
        return ""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path or "/", urlencode(params), ""))


def _open() -> None:
    """Set the sidebar to an uploaded scenario."""
    given = st.session_state.get(_FILE)
    if given is None:
        return
    now = state.current().scenario
    try:
        if given.size > SCENARIO_FILE:
            raise WorkloadError(t("share.too_big", now.language))
        _take(read_scenario(given.getvalue(), market.known(), now))
    except WorkloadError as error:
        st.session_state[_FAILED] = str(error)


def _take(reading: Reading) -> None:
    st.session_state[_IGNORED] = reading.ignored
    st.session_state.pop(_SEEN, None)
    lens.apply(reading.scenario)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
