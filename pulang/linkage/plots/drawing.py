"""Charts to SVG: own colours, no font fetched, no script; served as an image of its own."""

from typing import Any

import altair as alt
import vl_convert

INK = "#2b211c"
ACCENT = "#8c2f25"
SECOND = "#274b78"
PALE = "#e3d8c6"
_FONT = "system-ui, sans-serif"


def drawn(chart: Any) -> str:
    """Return the chart as SVG text."""
    styled = (
        chart.configure(font=_FONT, background="#fffdf9", padding=8)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK,
            titleColor=INK,
            gridColor=PALE,
            domainColor=PALE,
            tickColor=PALE,
            labelFontSize=12,
        )
    )
    with alt.data_transformers.enable("default", max_rows=20_000):
        return str(vl_convert.vegalite_to_svg(styled.to_dict()))
