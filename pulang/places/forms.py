"""A place in a form: one line with suggestions; what means several places is asked, not guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pulang.base.clock import WITA
from pulang.places import queries
from pulang.places.rules.keys import key
from pulang.places.terms import NOTES


@dataclass(frozen=True, slots=True)
class PlaceText:
    """A place as a person gave it: what she wrote, and the code as deep as it is known."""

    text: str = ""
    code: str = ""

    def __str__(self) -> str:
        return self.text


class PlaceWidget(forms.TextInput):
    """A text field with suggestions; after a doubt, also one button for each place it may mean."""

    template_name = "places/widgets/place.html"

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> PlaceText:
        """Read the line and the button."""
        return PlaceText(
            (data.get(name) or "").strip(), (data.get(f"{name}_code") or "").replace(".", "")
        )

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Mapping[str, Any], name: str
    ) -> bool:
        """Tell whether the form was sent without this field."""
        return name not in data

    def format_value(self, value: Any) -> str | None:
        """Show a code by its path, a line as written."""
        if isinstance(value, PlaceText):
            return value.text or queries.path(value.code)
        return queries.path(value) if value and str(value).isdigit() else value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the places a doubtful line may mean."""
        context = super().get_context(name, value, attrs)
        found = queries.resolve_text(value.text) if isinstance(value, PlaceText) else None
        context["widget"]["candidates"] = (
            [(code, queries.path(code)) for code in found.candidates]
            if found and found.must_be_picked
            else []
        )
        context["widget"]["chosen"] = value.code if isinstance(value, PlaceText) else ""
        return context


class PlaceField(forms.Field):
    """A village, kecamatan or kabupaten; cleans to PlaceText. A place not in the list stays text."""

    widget = PlaceWidget
    default_error_messages = {
        "deeper": _("Please write the village as well."),
        "unknown": _("This place was not found. Write village, kecamatan and kabupaten."),
    }

    def __init__(
        self, *, must_be_known: bool = False, village: bool = False, **options: Any
    ) -> None:
        self.must_be_known, self.village = must_be_known, village
        options.setdefault(
            "help_text", _("Village, kecamatan, kabupaten: Oinlasi, Mollo Selatan, TTS")
        )
        super().__init__(**options)

    def clean(self, value: Any) -> PlaceText:
        """Resolve the line.

        Raises: ValidationError when a person must pick, or write more.
        """
        given = value if isinstance(value, PlaceText) else PlaceText(str(value or ""))
        if not given.text and not given.code:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return given
        found = queries.resolve_text(given.text)
        # A button answers only the line it was drawn for: whoever rewrites the line is asked anew.
        if given.code and (given.code in found.candidates or not given.text):
            if queries.name_of(given.code) == given.code:
                raise ValidationError(self.error_messages["unknown"], code="unknown")
            return PlaceText(given.text or queries.path(given.code), given.code)
        if found.must_be_picked:
            raise ValidationError(
                [
                    ValidationError(str(NOTES[note]), code=note)
                    for note in found.notes
                    if "ambig" in note or "else" in note
                ]
            )
        if self.village and len(found.code) < 10:
            raise ValidationError(self.error_messages["deeper"], code="deeper")
        if self.must_be_known and not found.code:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return PlaceText(given.text, found.code)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether another place was given."""
        return key(str(initial or "")) != key(str(data or ""))


class FindForm(forms.Form):
    """Three columns of a list, as written."""

    village = forms.CharField(label=_("Desa or kelurahan"), max_length=100, required=False)
    district = forms.CharField(label=_("Kecamatan"), max_length=100, required=False)
    regency = forms.CharField(label=_("Kabupaten or kota"), max_length=100, required=False)


class CheckForm(forms.Form):
    """One more step of a checklist."""

    text = forms.CharField(label=_("What to check"), max_length=200)
    position = forms.IntegerField(label=_("Position"), min_value=1, max_value=99, initial=1)


class DutyForm(forms.Form):
    """A period of duty."""

    office = forms.CharField(label=_("Office"), max_length=120)
    officer = forms.CharField(label=_("Officer on duty"), max_length=120, required=False)
    phone = forms.RegexField(
        r"^\+?[0-9 ()-]{6,20}$",
        label=_("Duty phone"),
        required=False,
        error_messages={"invalid": _("Digits only, such as +62 380 881 1234.")},
    )
    starts_at = forms.DateTimeField(
        label=_("From (WITA)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    ends_at = forms.DateTimeField(
        label=_("Until (WITA)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a duty that ends before it starts."""
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if isinstance(starts, datetime) and isinstance(ends, datetime):
            if ends <= starts:
                self.add_error("ends_at", _("The duty must end after it starts."))
            data["starts_at"], data["ends_at"] = starts.astimezone(WITA), ends.astimezone(WITA)
        return data
