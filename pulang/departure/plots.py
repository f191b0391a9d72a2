"""Drawings of departure, made on the server as SVG, of numbers that hide nobody's."""

from functools import lru_cache

import altair as alt
import vl_convert
from django.utils.translation import gettext as _

from pulang.departure.queries.interceptions import Counts

_INK, _BAR = "#3b2f2a", "#8c2f39"


def stops(counts: Counts) -> str:
    """Return stopped departures per exit point as SVG; hidden numbers are left out."""
    return _bars(counts.shown_sums, _("stopped departures"))


@lru_cache(maxsize=16)
def _bars(rows: tuple[tuple[str, int], ...], title: str) -> str:
    base = alt.Chart({"values": [{"name": name, "stops": number} for name, number in rows]}).encode(
        x=alt.X("stops:Q", title=title, axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("name:N", sort="-x", title=None),
    )
    bars = base.mark_bar(color=_BAR, opacity=0.85)
    numbers = base.mark_text(align="left", dx=4, color=_INK, fontSize=13).encode(text="stops:Q")
    drawn = (
        (bars + numbers)
        .properties(width=420, height=alt.Step(26))
        .configure(
            background="#fffdf9",
            axis=alt.AxisConfig(
                labelColor=_INK, titleColor=_INK, labelFontSize=12, titleFontSize=12, labelLimit=220
            ),
            view=alt.ViewConfig(stroke=None),
        )
    )
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))
