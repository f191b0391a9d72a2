"""Shapes of what officers type about persons: validated and explained, never saved here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pulang.people.actions.consents import Given
from pulang.people.actions.households import Membership
from pulang.people.actions.persons import Draft
from pulang.people.models import Person
from pulang.people.queries.persons import in_words
from pulang.people.rules import births, names, nik, phones
from pulang.people.rules.findings import Finding
from pulang.people.rules.search import Terms
from pulang.people.terms import (
    ConsentBasis,
    ConsentChannel,
    ConsentPurpose,
    DocumentKind,
    HouseholdRole,
    NameKind,
    PhoneOwner,
    Sex,
)
from pulang.places.forms import PlaceField, PlaceText


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as read from the form."""

    on: date | None = None
    precision: str = ""


def _refuse(findings: tuple[Finding, ...], *, suggestions: tuple[str, ...] = ()) -> None:
    """Raise the errors among the findings in words, with what may have been meant."""
    said = [
        remark.sentence
        for finding, remark in zip(findings, in_words(findings), strict=True)
        if finding.is_error
    ]
    if said and suggestions:
        said.append(str(_("Was it %s? Compare with the card.")) % " / ".join(suggestions))
    if said:
        raise ValidationError(said)


class BirthField(forms.CharField):
    """A birth date as people say it: a day, a month, a year, an age."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "help_text",
            _("12-03-1985, March 1985, 1985 or about 20 years (± 20 th): as far as it is known."),
        )
        super().__init__(required=False, max_length=40, **options)

    def clean(self, value: Any) -> Any:
        """Read the text; the day of today turns an age into a year."""
        reading = births.parse_date(super().clean(value), today=self.today)
        _refuse(reading.findings)
        return Birth(reading.on, reading.precision)

    today: date | None = None


class PersonForm(forms.Form):
    """A person as an officer describes her; every field may stay empty, one has to be filled."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=200, required=False,
        help_text=_("As on the paper; one name is enough if there is only one."),
    )  # fmt: skip
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, widget=forms.RadioSelect,
        choices=[*Sex.choices, ("", _("not known"))],
    )  # fmt: skip
    birth = BirthField(label=_("Birth date or age"))
    nik = forms.CharField(
        label=_("NIK"), max_length=30, required=False,
        help_text=_("16 digits on the KTP or the family card. Leave empty when there is none."),
    )  # fmt: skip
    place = PlaceField(label=_("Lives in"), required=False)
    address = forms.CharField(
        label=_("Address"), max_length=300, required=False, help_text=_("RT/RW, dusun or kampung")
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    phone_owner = forms.ChoiceField(
        label=_("Whose phone is it?"), required=False,
        choices=[("", _("not known")), *PhoneOwner.choices],
    )  # fmt: skip
    mother_name = forms.CharField(label=_("Mother's name"), max_length=200, required=False)
    father_name = forms.CharField(label=_("Father's name"), max_length=200, required=False)
    spouse_name = forms.CharField(
        label=_("Name of husband or wife"), max_length=200, required=False
    )
    birthplace = forms.CharField(label=_("Birthplace"), max_length=100, required=False)
    other_name = forms.CharField(
        label=_("Other name"), max_length=200, required=False,
        help_text=_("Nickname, adat name, married name, name in another paper"),
    )  # fmt: skip
    other_name_kind = forms.ChoiceField(
        label=_("Kind of the other name"), required=False,
        choices=[choice for choice in NameKind.choices if choice[0] != NameKind.GIVEN],
    )  # fmt: skip
    document_kind = forms.ChoiceField(
        label=_("Other document"), required=False,
        choices=[("", _("none")), *(c for c in DocumentKind.choices if c[0] != DocumentKind.NIK)],
    )  # fmt: skip
    document_number = forms.CharField(
        label=_("Number of the document"), max_length=40, required=False,
        help_text=_("Kept sealed: who opens it later is recorded."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Description"), max_length=200, required=False,
        help_text=_(
            "When name and papers are missing: woman about 20 years, from Kodi, scar on left hand"
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["birth"].today = today  # type: ignore[attr-defined]

    def clean_full_name(self) -> str:
        """Return the name without doubled spaces and odd characters."""
        return names.clean(self.cleaned_data["full_name"])

    def clean_phone(self) -> str:
        """Return the number as E.164."""
        reading = phones.parse(self.cleaned_data["phone"])
        _refuse(reading.findings)
        return reading.e164

    def clean(self) -> dict[str, Any]:
        """Read the NIK beside birth date and sex; refuse an empty form."""
        data = super().clean() or {}
        if self.errors:
            return data
        try:
            data["nik"] = self._read_nik(data)
        except ValidationError as refused:
            self.add_error("nik", refused)
        if bool(data.get("document_kind")) != bool(data.get("document_number")):
            self.add_error("document_number", _("Give kind and number of the document together."))
        if not self.errors and self.draft().is_empty:
            raise ValidationError(
                _(
                    "Say at least one thing by which the person can be recognised: a name, or a "
                    "description."
                )
            )
        return data

    def _read_nik(self, data: dict[str, Any]) -> str:
        birth = data.get("birth") or Birth()
        reading = nik.parse(
            data.get("nik", ""),
            born_on=birth.on if birth.precision == births.DAY else None,
            sex=data.get("sex", ""),
            today=self.today,
        )
        _refuse(reading.findings, suggestions=reading.suggestions)
        return reading.digits

    def draft(self) -> Draft:
        """Return what the form says, for the action."""
        data = self.cleaned_data
        birth: Birth = data.get("birth") or Birth()
        place = data.get("place")
        return Draft(
            full_name=data.get("full_name", ""),
            other_name=data.get("other_name", ""),
            other_name_kind=data.get("other_name_kind") or NameKind.ALIAS,
            sex=data.get("sex", ""),
            born_on=birth.on,
            birth_precision=birth.precision,
            birthplace=data.get("birthplace", ""),
            mother_name=data.get("mother_name", ""),
            father_name=data.get("father_name", ""),
            spouse_name=data.get("spouse_name", ""),
            nik=data.get("nik", ""),
            phone=data.get("phone", ""),
            phone_owner=data.get("phone_owner", "") if data.get("phone") else "",
            place_code=place.code if place else "",
            address=_joined(data.get("address", ""), place),
            description=data.get("description", ""),
            document_kind=data.get("document_kind", ""),
            document_number=data.get("document_number", ""),
        )

    def terms(self) -> Terms:
        """Return the same as a search, to see whether she is known already."""
        draft = self.draft()
        exact = draft.born_on if draft.birth_precision in {births.DAY, births.MONTH} else None
        return Terms(
            tokens=names.tokens(draft.full_name or draft.other_name, draft.sex),
            sex=draft.sex,
            born_on=(exact,) if exact else (),
            birth_year=draft.born_on.year if draft.born_on else 0,
            places=(draft.place_code,) if draft.place_code else (),
            nik=draft.nik,
            phones=(draft.phone,) if draft.phone else (),
        )

    @staticmethod
    def initial_of(person: Person) -> dict[str, Any]:
        """Return what stands on a person, as the fields show it."""
        return {
            "full_name": person.full_name,
            "sex": person.sex,
            "birth": births.in_words(person.born_on, person.birth_precision),
            "nik": person.nik,
            "place": person.place_code,
            "phone": person.phone,
            "mother_name": person.mother_name,
            "birthplace": person.birthplace,
            "description": person.description,
        }


def _joined(address: str, place: PlaceText | None) -> str:
    """Keep a place that is not in the list as text of the address."""
    unknown = place.text if place and place.text and not place.code else ""
    return ", ".join(part for part in (address, unknown) if part)[:300]


class MemberForm(forms.Form):
    """How a person belongs to a household."""

    role = forms.ChoiceField(label=_("In the household"), choices=HouseholdRole.choices)
    is_away = forms.BooleanField(label=_("Lives or works elsewhere now"), required=False)
    is_caregiver = forms.BooleanField(
        label=_("Looks after children or old people of the house"), required=False
    )
    needs = forms.CharField(
        label=_("Needs"), max_length=200, required=False,
        help_text=_("School fees, medicine, food, a visit"),
    )  # fmt: skip

    def membership(self) -> Membership:
        """Return it for the action."""
        data = self.cleaned_data
        return Membership(data["role"], data["is_caregiver"], data["is_away"], data["needs"])


class HouseholdForm(MemberForm):
    """A new household and how the person belongs to it."""

    family_card = forms.CharField(
        label=_("Number of the family card (KK)"), max_length=20, required=False,
        help_text=_("Kept sealed. It changes on marriage and moving."),
    )  # fmt: skip
    field_order = ("role", "is_away", "is_caregiver", "needs", "family_card")


class RelativeForm(MemberForm):
    """A relative who joins the household; a child often has a name and an age only."""

    full_name = forms.CharField(label=_("Name"), max_length=200)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, widget=forms.RadioSelect,
        choices=[*Sex.choices, ("", _("not known"))],
    )  # fmt: skip
    birth = BirthField(label=_("Birth date or age"))
    field_order = ("full_name", "sex", "birth", "role", "is_away", "is_caregiver", "needs")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["birth"].today = today  # type: ignore[attr-defined]

    def draft(self, *, place_code: str) -> Draft:
        """Return the relative as a person who lives where the household does."""
        data = self.cleaned_data
        birth: Birth = data["birth"] or Birth()
        return Draft(
            full_name=data["full_name"],
            sex=data["sex"],
            born_on=birth.on,
            birth_precision=birth.precision,
            place_code=place_code,
        )


class ConsentForm(forms.Form):
    """What she agrees to, and how."""

    purpose = forms.ChoiceField(label=_("What for"), choices=ConsentPurpose.choices)
    basis = forms.ChoiceField(label=_("Lawful basis"), choices=ConsentBasis.choices)
    channel = forms.ChoiceField(label=_("Given"), choices=ConsentChannel.choices)
    witness = forms.CharField(
        label=_("Witness"), max_length=200, required=False,
        help_text=_("Needed for spoken consent and thumbprints"),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def given(self) -> Given:
        """Return it for the action."""
        data = self.cleaned_data
        return Given(
            purpose=data["purpose"],
            basis=data["basis"],
            channel=data["channel"],
            witness=data["witness"],
            note=data["note"],
        )


class GroupForm(forms.Form):
    """A group of the book of names."""

    canonical = forms.CharField(label=_("Name"), max_length=60)
    variants = forms.CharField(
        label=_("Other spellings"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("Divided by commas or lines"),
    )  # fmt: skip

    def clean_variants(self) -> list[str]:
        """Return the spellings one by one."""
        text = self.cleaned_data["variants"].replace("\n", ",").replace(";", ",")
        return [word.strip() for word in text.split(",") if word.strip()]


class OwnAccountForm(forms.Form):
    """With which address she signs in."""

    address = forms.EmailField(
        label=_("E-mail address with which she signs in"),
        help_text=_("She stands before you with her card: the account opens this file to her."),
    )
