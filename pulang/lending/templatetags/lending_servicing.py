"""Amounts of rupiah as Indonesians write them, and the tone of what was asked."""

from django import template

from pulang.lending.terms import ClaimState, RequestState

register = template.Library()

_TONES = {
    RequestState.ASKED: "warn",
    RequestState.CONFIRMED: "ok",
    ClaimState.FILED: "warn",
    ClaimState.PAID: "ok",
}


@register.filter
def tone(state: str) -> str:
    """Return the tone of a state's pill."""
    return _TONES.get(state, "")  # type: ignore[call-overload, no-any-return]
