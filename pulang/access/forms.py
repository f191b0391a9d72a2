"""Shapes of what administrators, auditors and the privacy desk write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.access.terms import (
    CLASS_WORDS,
    PLACE_CODE,
    AnswerChannel,
    BreachKind,
    Finding,
    IdentityProof,
    OrganisationKind,
    Requester,
    RequestKind,
    RequestOutcome,
    Role,
)
from pulang.base.ids import PATTERN
from pulang.base.privacy import PROTECTED


def _moment(label: Any, *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"],
    )


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _area() -> forms.RegexField:
    return forms.RegexField(
        PLACE_CODE,
        label=_("area"),
        required=False,
        help_text=_("Kemendagri digits: 53 the province, 5304 Belu, nothing the nation."),
    )


def _person() -> forms.RegexField:
    return forms.RegexField(
        f"^({PATTERN})?$",
        label=_("person's number in Pulang"),
        required=False,
        help_text=_("26 letters and digits, as in the address of her page."),
    )


class OrganisationForm(forms.Form):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("kind"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("name"), max_length=200)
    area = _area()


class RenameForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("new name"), max_length=200)
    on = _day(_("from"), required=True)


GRANTED = [(role.value, role.label) for role in Role if role is not Role.SERVICE]
"""The roles that a human being can have."""


class InviteForm(forms.Form):
    """A new account."""

    email = forms.EmailField(label=_("e-mail address"))
    name = forms.CharField(label=_("name"), max_length=120)


class GrantForm(forms.Form):
    """A role in an organisation."""

    role = forms.ChoiceField(label=_("role"), choices=GRANTED)
    organisation = forms.ModelChoiceField(
        label=_("organisation"), queryset=Organisation.objects.none(), to_field_name="public_id"
    )
    area = _area()

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class TrailForm(forms.Form):
    """Which entries of the trail to show."""

    event = forms.CharField(label=_("event"), required=False, max_length=60)
    account = forms.CharField(label=_("account"), required=False, max_length=120)
    subject = forms.CharField(label=_("number of the record"), required=False, max_length=26)
    since = _day(_("from"))
    until = _day(_("until"))


class HistoryForm(forms.Form):
    """Which row's history to show; protected values only for a reason, which is recorded."""

    table = forms.ChoiceField(label=_("table"), required=False)
    row = forms.CharField(label=_("row"), required=False, max_length=40)
    reason = forms.CharField(
        label=_("reason to see protected values"),
        required=False,
        min_length=10,
        max_length=300,
        help_text=_("Leave empty to see that something changed without seeing what."),
    )

    def __init__(self, *args: Any, tables: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [("", _("all")), *tables]  # type: ignore[attr-defined]


class EmergencyForm(forms.Form):
    """Which file to open, and why now."""

    number = forms.CharField(
        label=_("NIK, or the person's number in Pulang"), max_length=26, strip=True
    )
    reason = _text(
        _("reason"),
        help_text=_(
            "Why you must see this file now. The auditors read it; an hour later it closes."
        ),
    )


class ReviewForm(forms.Form):
    """What an auditor found."""

    finding = forms.ChoiceField(label=_("finding"), choices=Finding.choices)
    note = _text(_("note"), required=False)


class RequestForm(forms.Form):
    """What a person asks about her data."""

    kind = forms.ChoiceField(label=_("she asks to"), choices=RequestKind.choices)
    person_id = _person()
    requester = forms.ChoiceField(label=_("asked by"), choices=Requester.choices)
    proof = forms.ChoiceField(
        label=_("proof of identity"),
        choices=IdentityProof.choices,
        help_text=_("Look at it; keep no copy."),
    )
    channel = forms.ChoiceField(label=_("answer by"), choices=AnswerChannel.choices)
    phone_is_hers_alone = forms.BooleanField(
        label=_("I asked her: nobody else answers or reads this phone"), required=False
    )
    account = _text(_("what she asks"), required=False)


class AnswerForm(forms.Form):
    """How a request was answered."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=RequestOutcome.choices)
    ground = _text(_("ground"), required=False, help_text=_("Needed for a refusal (Pasal 15)."))


class BreachForm(forms.Form):
    """A breach as it is known at first."""

    kind = forms.ChoiceField(label=_("kind"), choices=BreachKind.choices)
    discovered_at = _moment(_("discovered"))
    began_at = _moment(_("began"), required=False)
    ended_at = _moment(_("stopped"), required=False)
    classes = forms.MultipleChoiceField(
        label=_("classes of data"),
        choices=[
            (str(one), CLASS_WORDS[one]) for one in sorted(PROTECTED, key=lambda c: int(c[1:]))
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    account = forms.EmailField(
        label=_("account concerned"),
        required=False,
        help_text=_("If one account was misused: the query then shows what it opened."),
    )
    what_happened = _text(_("what happened"))


class HandlingForm(forms.Form):
    """What is done about a breach."""

    handling = _text(_("handling and recovery"))


class LanguageForm(forms.Form):
    """The language a member reads."""

    language = forms.ChoiceField(
        label=_("language"), choices=[("id", "Bahasa Indonesia"), ("en", "English")]
    )
