"""Amounts and rates as Indonesians write them."""

import re
from decimal import Decimal

from django import template

from pulang.lending.refusals import percent
from pulang.lending.rules.eligibility import Check
from pulang.lending.sentences import sign_in_words
from pulang.lending.templatetags.lending_showing import basis_points

register = template.Library()
register.filter(basis_points)

_MARKS = re.compile(r"\s*\[[^\]]*\]")


@register.filter
def yearly(rate: Decimal) -> str:
    """Write a share as a yearly percentage: 0.061678 is 6,17 %."""
    return percent(round(rate * 10_000))


@register.filter
def law(source: str) -> str:
    """Name the instrument of a rule as its reader knows it: without the register's own marks."""
    named = _MARKS.sub("", source).strip()
    return "" if named.startswith("handbook") else named


@register.filter
def sign(code: str) -> str:
    """Write a sign's code in words."""
    return sign_in_words(code)


@register.filter
def tone_of(check: Check) -> str:
    """Return the tone of a check's mark."""
    if check.is_met:
        return "ok"
    return "warn" if check.is_flag else "bad"
