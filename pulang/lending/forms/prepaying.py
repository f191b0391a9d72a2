"""Paying off early: on which day, and what becomes of money that was paid ahead."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pulang.lending.rules.prepayment import Wish

AHEAD = timedelta(days=60)
WISHES: dict[Wish, Promise | str] = {
    Wish.SMALLER: _("smaller instalments, as many as before"),
    Wish.SOONER: _("fewer instalments, about as large as before"),
}


class SettleDayForm(forms.Form):
    """The day on which she would pay everything."""

    on = forms.DateField(
        label=_("She pays everything on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or within 60 days. Each day adds its interest."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self._today = today

    def clean_on(self) -> date:
        """Refuse a day that is over, or far away."""
        day: date = self.cleaned_data["on"]
        if not self._today <= day <= self._today + AHEAD:
            raise forms.ValidationError(gettext("Choose today or a day within the next 60 days."))
        return day

    def day(self) -> date:
        """Return the chosen day, else today."""
        is_right = self.is_bound and self.is_valid()
        return self.cleaned_data["on"] if is_right else self._today


class WishForm(forms.Form):
    """What she wants from the money that she paid ahead."""

    wish = forms.ChoiceField(
        label=_("What she wants"),
        widget=forms.RadioSelect,
        help_text=_("Ask her. Both cost the same rate; fewer instalments cost less interest."),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].choices = choices  # type: ignore[attr-defined]
