"""The dashboard: `streamlit run app.py`, or `tokenfare dashboard`."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st

from calculator.dashboard import aligned, lens, share, state
from calculator.dashboard.server import stay_inside
from calculator.dashboard.text import HTML_LANG, t

_PAGES = {
    "compare": ":material/bar_chart:",
    "forecast": ":material/trending_up:",
    "workloads": ":material/edit_note:",
    "logs": ":material/receipt_long:",
    "prices": ":material/sell:",
    "report": ":material/summarize:",
}

_DARK = """<style>
[data-tag], [data-tag] *, [data-testid=stBaseButton-primary]:not([disabled]) * {
  color: #161614 !important;
}
</style>"""
"""Chosen options and main buttons stand on the light blue that dark pages have for links."""


_CONTROLS = """<style>
[data-testid=stExpandSidebarButton] {{width: auto; gap: .4rem}}
[data-testid=stExpandSidebarButton]::after {{content: "{words}"; font-size: .875rem}}
</style>"""
"""Where the sidebar is folded away, as on phones, its button says what is behind it."""


def main() -> None:
    stay_inside()
    share.begin()
    language = state.language()
    home = files("calculator.dashboard")
    st.set_page_config(
        page_title=t("app.title", language),
        page_icon=str(home.joinpath("favicon.png")),
        layout="wide",
        initial_sidebar_state=310,
    )
    st.html(
        f"<script>document.documentElement.lang='{HTML_LANG[language]}'</script>",
        unsafe_allow_javascript=True,
    )
    st.html(_CONTROLS.format(words=t("nav.controls", language)) + aligned.STYLE)
    if state.theme() == "dark":
        st.html(_DARK)
    pages = [
        st.Page(
            str(home.joinpath(f"{name}.py")),
            title=t(f"nav.{name}", language),
            icon=icon,
            url_path=name,
            default=name == "compare",
        )
        for name, icon in _PAGES.items()
    ]
    page = st.navigation(pages, position="top")
    with st.sidebar:
        seen = lens.show(language)
    share.keep_address(seen.scenario)
    share.notice(seen.scenario)
    page.run()


main()
