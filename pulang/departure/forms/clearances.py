"""Clearing a departure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.departure.forms.fields import day
from pulang.places.models import ExitPoint
from pulang.places.queries import exits


class ClearanceForm(forms.Form):
    """From where and when she leaves."""

    exit_point = forms.ModelChoiceField(label=_("Leaves from"), queryset=ExitPoint.objects.none())
    departs_on = day(_("Leaves on"))
    days = forms.IntegerField(
        label=_("Holds for days"),
        min_value=1,
        max_value=14,
        initial=3,
        help_text=_("Ships are late: three days by default, 14 at most."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exit_point"].queryset = exits.exit_points()  # type: ignore[attr-defined]
