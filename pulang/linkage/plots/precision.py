"""Precision and share found, by threshold: why pairs are linked from where they are.

The axis is the match weight in bits: in probability, all that matters would lie between 99 and 100 %.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import altair as alt
import polars as pl
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from pulang.linkage.plots.drawing import ACCENT, INK, SECOND, drawn


def svg(curve: Sequence[Sequence[float]], *, linked: float) -> str:
    """Return the drawing of the measured points, with the chosen threshold marked."""
    points = tuple((float(a), float(b), float(c)) for a, b, c in (point[:3] for point in curve))
    return _svg(points, round(linked, 6), get_language() or "id")


def _bits(chance: float) -> float:
    return round(math.log2(max(chance, 1e-6) / max(1 - chance, 1e-6)), 2)


@lru_cache(maxsize=32)
def _svg(points: tuple[tuple[float, float, float], ...], linked: float, language: str) -> str:
    with override(language):
        right, found = _("precision: right among linked"), _("recall: found among all")
        rows = [(_bits(t), p, right) for t, p, _r in points]
        rows += [(_bits(t), r, found) for t, _p, r in points]
        frame = pl.DataFrame(
            rows,
            schema={"threshold": pl.Float64, "share": pl.Float64, "what": pl.String},
            orient="row",
        )
        lines = (
            alt.Chart(frame)
            .mark_line(point=True)
            .encode(
                x=alt.X(
                    "threshold:Q",
                    title=_("linked from this weight (bits)"),
                    scale=alt.Scale(zero=False),
                ),
                y=alt.Y(
                    "share:Q",
                    title=None,
                    scale=alt.Scale(zero=False, nice=True),
                    axis=alt.Axis(format="%"),
                ),
                color=alt.Color(
                    "what:N",
                    title=None,
                    scale=alt.Scale(domain=[right, found], range=[ACCENT, SECOND]),
                    legend=alt.Legend(orient="top", labelLimit=300, columnPadding=40),
                ),
            )
        )
        rule = (
            alt.Chart(pl.DataFrame({"threshold": [_bits(linked)]}))
            .mark_rule(color=INK, strokeDash=[4, 4])
            .encode(x="threshold:Q")
        )
        return drawn((lines + rule).properties(width=560, height=260))
