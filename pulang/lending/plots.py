"""Drawings of a pool, made on the server as SVG, of sums that hide nobody's."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

_INK = "#3b2f2a"
_OUT, _BOUND, _FREE, _LOST = "#8c2f39", "#c98b3c", "#7a9a85", "#3b2f2a"
_PHONE = 265  # so wide that a letter of 12 stays one of about 12 on 390 pixels
_BILLION, _MILLION = 1_000_000_000, 1_000_000


def _svg(chart: Any) -> bytes:
    drawn = chart.configure(
        background="#fffdf9",
        padding={"left": 14, "top": 6, "right": 14, "bottom": 6},
        axis=alt.AxisConfig(
            labelColor=_INK, titleColor=_INK, labelFontSize=12, titleFontSize=12, labelLimit=200
        ),
        legend=alt.LegendConfig(
            labelColor=_INK, titleColor=_INK, labelFontSize=12, orient="top", title=None
        ),
        view=alt.ViewConfig(stroke=None),
    ).to_dict()
    return str(vl_convert.vegalite_to_svg(drawn)).encode()


@lru_cache(maxsize=32)
def stack(parts: tuple[tuple[str, int, str], ...], *, title: str, narrow: bool = False) -> bytes:
    """Return one bar made of parts: (label, rupiah, colour), in their order."""
    values = [
        {"label": label, "amount": amount / _BILLION, "order": number}
        for number, (label, amount, _colour) in enumerate(parts)
    ]
    colours = alt.Scale(
        domain=[label for label, _amount, _colour in parts],
        range=[colour for _label, _amount, colour in parts],
    )
    chart = (
        alt.Chart({"values": values})
        .mark_bar(opacity=0.9)
        .encode(
            x=alt.X("sum(amount):Q", title=title, stack="zero"),
            color=alt.Color(
                "label:N", scale=colours, legend=alt.Legend(columns=2, columnPadding=28)
            ),
            order=alt.Order("order:Q"),
        )
    )
    return _svg(chart.properties(width=_PHONE if narrow else 420, height=46))


def parts_of_pool(
    *, available: int, committed: int, outstanding: int, lost: int, words: Sequence[str]
) -> tuple[tuple[str, int, str], ...]:
    """Return the parts of an allocation with their colours; `words` in the order of the arguments."""
    amounts = (outstanding, committed, lost, available)
    labels = (words[2], words[1], words[3], words[0])
    return tuple(zip(labels, amounts, (_OUT, _BOUND, _LOST, _FREE), strict=True))


@lru_cache(maxsize=32)
def flow(
    rows: tuple[tuple[date, int, int, int], ...],
    *,
    words: tuple[str, str, str, str],
    narrow: bool = False,
) -> bytes:
    """Return bars per month: paid out, expected back, received; amounts in millions."""
    out, expected, received, title = words
    values = [
        {"month": month.isoformat(), "series": series, "amount": amount / _MILLION}
        for month, *amounts in rows
        for series, amount in zip((out, expected, received), amounts, strict=True)
    ]
    chart = (
        alt.Chart({"values": values})
        .mark_bar(opacity=0.9)
        .encode(
            x=alt.X(
                "yearmonth(month):O", title=None, axis=alt.Axis(format="%m/%y", labelAngle=-60)
            ),
            xOffset=alt.XOffset("series:N", sort=[out, expected, received]),
            y=alt.Y("amount:Q", title=title),
            color=alt.Color(
                "series:N",
                scale=alt.Scale(domain=[out, expected, received], range=[_OUT, _BOUND, _FREE]),
                legend=alt.Legend(columns=2 if narrow else 3, columnPadding=28),
            ),
        )
    )
    return _svg(chart.properties(width=_PHONE if narrow else 560, height=220))


@lru_cache(maxsize=32)
def over_time(rows: tuple[tuple[date, int], ...], *, title: str, narrow: bool = False) -> bytes:
    """Return an area of what was lent at the close of days; amounts in millions."""
    values = [{"day": day.isoformat(), "amount": amount / _MILLION} for day, amount in rows]
    chart = (
        alt.Chart({"values": values})
        .mark_area(color=_OUT, opacity=0.75, line={"color": _INK})
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%m/%y")),
            y=alt.Y("amount:Q", title=title),
        )
    )
    return _svg(chart.properties(width=_PHONE if narrow else 560, height=180))


@lru_cache(maxsize=32)
def bars(rows: tuple[tuple[str, int, str], ...], *, title: str, narrow: bool = False) -> bytes:
    """Return horizontal bars of counts: (label, count, series), one colour per series."""
    values = [{"label": label, "count": count, "series": series} for label, count, series in rows]
    several = len({series for _label, _count, series in rows}) > 1
    chart = (
        alt.Chart({"values": values})
        .mark_bar(opacity=0.9)
        .encode(
            y=alt.Y("label:N", sort="-x", title=None),
            x=alt.X("sum(count):Q", title=title, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("series:N", scale=alt.Scale(range=[_OUT, _BOUND, _FREE]))
            if several
            else alt.value(_OUT),
        )
    )
    return _svg(chart.properties(width=_PHONE - 90 if narrow else 420, height=alt.Step(20)))
