"""Figures that Plotly takes as they are: looking each property up again costs a fifth of a page."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


def unchecked(spec: dict[str, Any]) -> go.Figure:
    """A figure of a specification that tests have held against Plotly's schema.

    >>> unchecked({"data": [{"type": "bar", "x": [1]}], "layout": {}}).data[0].type
    'bar'
    """
    spec["layout"]["datarevision"] = 1
    return go.Figure(spec, _validate=False)
