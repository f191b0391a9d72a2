"""Amounts, and the desk's words for states, as the pages of paying show them."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from pulang.lending.actions.receipts import REASONS
from pulang.lending.actions.suspense import RETURN_ASKED
from pulang.lending.terms import LineState, LoanState, TrancheState
from pulang.ui.templatetags.ui import moment

register = template.Library()

_TONES = {
    LoanState.REPAYING: "info",
    LoanState.SETTLED: "ok",
    LoanState.WRITTEN_OFF: "bad",
    TrancheState.PREPARED: "warn",
    TrancheState.RELEASED: "info",
    TrancheState.SENT: "info",
    TrancheState.PAID: "ok",
    LineState.MATCHED: "ok",
    LineState.SUSPENSE: "warn",
    LineState.REFUSED: "bad",
}


@register.filter
def tone(state: str) -> str:
    """Return the tone of a state's pill."""
    return _TONES.get(state, "")  # type: ignore[call-overload, no-any-return]


@register.filter
def reason(code: str) -> str:
    """Say why a line was not booked to a loan."""
    if code == RETURN_ASKED:
        return _("It was proposed to send it back: a second person does it.")
    return _(REASONS[code]) if code in REASONS else _("The reason was not written down.")


@register.simple_tag
def period(first: date | None, last: date | None) -> str:
    """Write a period of days; one day once, nothing known as one dash."""
    if first is None or last is None or first == last:
        return moment(first or last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{moment(last)}"
    return f"{moment(first)} – {moment(last)}"


@register.filter
def account(label: str) -> str:
    """Name an account without the side on which it normally stands."""
    return label.rsplit(" (", 1)[0]
