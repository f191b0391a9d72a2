"""Plots of published figures, drawn on the server as SVG."""

from functools import lru_cache

import altair as alt
import vl_convert

_INK, _BAR, _SECOND = "#3b2f2a", "#8c2f39", "#c98b3c"


@lru_cache(maxsize=64)
def bars(
    rows: tuple[tuple[str, float, str], ...], *, value_title: str, label_title: str, legend: str
) -> str:
    """Return an SVG of horizontal bars: (label, value, series), one colour per series."""
    values = [{"label": a, "value": b, "series": c} for a, b, c in rows]
    several = len({series for _, _, series in rows}) > 1
    colour = (
        alt.Color("series:N", title=legend, scale=alt.Scale(range=[_BAR, _SECOND, _INK]))
        if several
        else alt.value(_BAR)
    )
    chart = (
        alt.Chart({"values": values})
        .mark_bar(opacity=0.8)
        .encode(
            y=alt.Y("label:N", sort="-x", title=label_title),
            x=alt.X("value:Q", title=value_title, stack=None),
            color=colour,
            **({"yOffset": alt.YOffset("series:N")} if several else {}),
        )
    )
    drawn = chart.properties(width=420, height=alt.Step(14 if several else 20)).configure(
        background="transparent",
        axis=alt.AxisConfig(labelColor=_INK, titleColor=_INK, labelFontSize=12, titleFontSize=12),
        view=alt.ViewConfig(stroke=None),
    )
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))
