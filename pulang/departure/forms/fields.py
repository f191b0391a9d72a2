"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def rupiah(label: Any, *, required: bool = True, help_text: Any = "") -> forms.IntegerField:
    """Return a field for whole rupiah."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=10**12,
        help_text=help_text or _("In whole rupiah, without points: 1500000"),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known: never a default."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce={"yes": True, "no": False}.get,
            empty_value=None,
            required=False,
            **options,
        )
