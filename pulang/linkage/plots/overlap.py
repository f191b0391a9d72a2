"""Who is known to which agencies: an UpSet plot, drawn on the server."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pulang.linkage.plots.drawing import ACCENT, INK, PALE, drawn

_MOST = 20
_WIDTH = 34


def svg(overlap: Sequence[Mapping[str, Any]], sources: Sequence[Mapping[str, Any]]) -> str:
    """Return the drawing: bars of the commonest sets, dots for their lists, sizes of the lists."""
    sets = list(overlap)[:_MOST]
    if not sets:
        return ""
    names = {source["slug"]: source["name"] for source in sources}
    sizes: dict[str, int] = {}
    for row in overlap:
        for slug in row["sources"]:
            sizes[slug] = sizes.get(slug, 0) + row["persons"]
    ordered = sorted(sizes, key=lambda slug: -sizes[slug])
    order = [names.get(slug, slug) for slug in ordered]
    persons = [row["persons"] for row in sets]
    bars = pl.DataFrame(
        {
            "set": range(len(sets)),
            "persons": persons,
            "said": [number_format(count, force_grouping=True) for count in persons],
        }
    )
    dots = pl.DataFrame(
        [
            (at, names.get(slug, slug), slug in row["sources"])
            for at, row in enumerate(sets)
            for slug in ordered
        ],
        schema={"set": pl.Int64, "source": pl.String, "inside": pl.Boolean},
        orient="row",
    )
    return drawn(_layers(bars, dots, order, {names.get(s, s): sizes[s] for s in ordered}))


def _layers(bars: pl.DataFrame, dots: pl.DataFrame, order: list[str], sizes: dict[str, int]) -> Any:
    width = _WIDTH * len(bars)
    x = alt.X("set:O", axis=None)
    above = alt.Chart(bars).encode(
        x=x, y=alt.Y("persons:Q", title=_("persons"), axis=alt.Axis(format="~s"))
    )
    columns = above.mark_bar(color=ACCENT, size=_WIDTH * 0.62)
    figures = above.mark_text(dy=-6, fontSize=10, color=INK).encode(text="said:N")
    y = alt.Y(
        "source:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False)
    )
    grid = alt.Chart(dots).encode(x=x, y=y)
    empty = grid.mark_circle(size=110, color=PALE)
    inside = alt.Chart(dots.filter(pl.col("inside"))).encode(x=x, y=y)
    span = (
        alt.Chart(dots.filter(pl.col("inside")))
        .mark_line(color=INK, strokeWidth=2)
        .encode(x=x, y=y, detail="set:O")
    )
    full = inside.mark_circle(size=110, color=INK)
    held = pl.DataFrame({"source": list(sizes), "persons": list(sizes.values())})
    beside = (
        alt.Chart(held)
        .mark_bar(color=ACCENT, size=12)
        .encode(
            y=alt.Y("source:N", sort=order, axis=None),
            x=alt.X(
                "persons:Q", title=_("persons in the list"), axis=alt.Axis(tickCount=3, format="~s")
            ),
        )
        .properties(width=120, height=24 * len(order))
    )
    matrix = (empty + span + full).properties(width=width, height=24 * len(order))
    return (
        (columns + figures).properties(width=width, height=180)
        & alt.hconcat(matrix, beside, spacing=12).resolve_scale(y="independent")
    ).resolve_scale(x="independent")
