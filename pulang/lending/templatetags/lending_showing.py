"""Amounts of rupiah as Indonesians write them, in full and in short."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from pulang.base.money import format_rupiah
from pulang.lending.refusals import percent

register = template.Library()

_LONGEST = 9999


@register.filter
def short_rupiah(amount: int | None) -> str:
    """Write 1500000 as Rp1,5 million: for tiles, where the whole figure stands beside."""
    if amount is None:
        return "–"
    for size, word in ((1_000_000_000, _("billion")), (1_000_000, _("million"))):
        if abs(amount) >= size:
            shown = number_format(round(amount / size, 1), decimal_pos=1)
            return f"Rp{shown.removesuffix(',0').removesuffix('.0')} {word}"
    return format_rupiah(amount)


@register.simple_tag
def days_late(first: int, last: int) -> str:
    """Name a class of loans by how many days they are late."""
    if not last:
        return _("not late")
    if last > _LONGEST:
        return _("more than %(days)d days") % {"days": first - 1}
    return _("%(first)d–%(last)d days") % {"first": first, "last": last}


@register.filter
def basis_points(value: int | None) -> str:
    """Write 617 as 6,17 %."""
    return "–" if value is None else percent(value)
