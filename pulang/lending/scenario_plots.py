"""Drawings of the fund's future, made on the server as SVG."""

from collections.abc import Mapping, Sequence

import altair as alt
import vl_convert
from django.utils.translation import gettext as _

from pulang.lending.refusals import percent
from pulang.lending.rules.pool import Month

_INK, _PAPER = "#3b2f2a", "#fffdf9"
_BILLION = 1_000_000_000


def fund(runs: Mapping[int, Sequence[Month]], *, allocation: int, narrow: bool = False) -> str:
    """Return what the fund is worth month by month, one line for each loss in basis points, as SVG.

    A dashed line marks what it began with. `narrow` is for a phone.
    """
    rows = [
        {"month": one.number, "worth": one.value / _BILLION, "loss": percent(loss)}
        for loss, months in sorted(runs.items())
        for one in months
    ]
    lines = (
        alt.Chart({"values": rows})
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("month:Q", title=_("month"), axis=alt.Axis(tickMinStep=12)),
            y=alt.Y(
                "worth:Q",
                title=_("worth of the fund (billion rupiah)"),
                scale=alt.Scale(zero=False),
            ),
            color=alt.Color(
                "loss:N",
                title=_("lost of what falls due"),
                sort=[percent(loss) for loss in sorted(runs)],
                scale=alt.Scale(scheme="dark2"),
            ),
        )
    )
    begun = (
        alt.Chart({"values": [{"worth": allocation / _BILLION}]})
        .mark_rule(color=_INK, strokeDash=[5, 4])
        .encode(y="worth:Q")
    )
    drawn = (lines + begun).properties(width=265 if narrow else 520, height=280)
    drawn = drawn.configure(
        background=_PAPER,
        axis=alt.AxisConfig(labelColor=_INK, titleColor=_INK, labelFontSize=12, titleFontSize=12),
        legend=alt.LegendConfig(
            labelColor=_INK, titleColor=_INK, labelFontSize=12, orient="top", columns=4
        ),
        view=alt.ViewConfig(stroke=None),
    )
    return str(vl_convert.vegalite_to_svg(drawn.to_dict()))
