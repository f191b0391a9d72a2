"""Shape of what people hand in, check, agree to and plan."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.base.clock import WITA
from pulang.places.forms import PlaceField
from pulang.preparation.models import Paper
from pulang.preparation.terms import (
    AGE_PAPERS,
    UPLOAD_BYTES,
    VISA_TYPES,
    FreeWill,
    RejectReason,
    Relation,
    RelationProof,
    SessionKind,
)

_DAY = {"type": "date"}


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(_DAY), help_text=help_text
    )


class ReadForm(forms.Form):
    """What stands on a paper; asked for as the kind of paper needs it."""

    issued_on = _day(_("Issued on"))
    valid_until = _day(_("Valid until"), _("Leave empty when nothing is printed on it."))

    def __init__(self, *args: Any, document: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        if document in AGE_PAPERS:
            self.fields["born_on"] = _day(_("Birth date on this paper"))
        if document == "VISA":
            self.fields["visa_type"] = forms.ChoiceField(
                label=_("Kind of visa"), choices=[("", "–"), *VISA_TYPES], required=False
            )
        if document == "PK":
            self.fields["wage"] = forms.DecimalField(
                label=_("Wage a month"), required=False, min_value=0, max_digits=12
            )
            self.fields["currency"] = forms.RegexField(
                r"^[A-Z]{3}$", label=_("Currency (MYR, SGD, …)"), required=False
            )
            self.fields["months"] = forms.IntegerField(
                label=_("Months of contract"), required=False, min_value=1, max_value=60
            )

    def said(self) -> dict[str, Any]:
        """Return what was read, as the actions take it."""
        clean = self.cleaned_data
        details = {
            name: str(clean[name]) if name == "wage" else clean[name]
            for name in ("visa_type", "wage", "currency", "months")
            if clean.get(name) not in (None, "")
        }
        return {
            "issued_on": clean.get("issued_on"),
            "valid_until": clean.get("valid_until"),
            "born_on": clean.get("born_on"),
            "details": details,
        }


class HandInForm(ReadForm):
    """A paper by photo or file. Only the photo is needed: the officer reads the rest."""

    field_order = ("photo", "file", "number")

    photo = forms.FileField(
        label=_("Take a photo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label=_("or choose a photo or PDF"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*,application/pdf"}),
        help_text=_("At most 8 MB."),
    )
    number = forms.CharField(label=_("Number on the paper"), max_length=40, required=False)

    def __init__(self, *args: Any, document: str, **kwargs: Any) -> None:
        super().__init__(*args, document=document, **kwargs)
        if document == "PASPOR":
            self.fields["issuer"] = PlaceField(
                label=_("Immigration office that issued it"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """Ask for one file of a size that can be kept."""
        data = super().clean() or {}
        given = data.get("photo") or data.get("file")
        if given is None and not self.errors:
            raise forms.ValidationError(_("Take a photo of the paper, or choose a file."))
        if given is not None and given.size > UPLOAD_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 8 MB."))
        return data

    def said(self) -> dict[str, Any]:
        """Return what is handed in, as the action takes it."""
        clean = self.cleaned_data
        given, issuer = clean.get("photo") or clean.get("file"), clean.get("issuer")
        return {
            **super().said(),
            "data": given.read() if given else None,
            "number": clean.get("number", ""),
            "issuer_place": str(issuer or ""),
            "issuer_code": issuer.code if issuer else "",
        }


class CheckForm(ReadForm):
    """What the officer reads on a paper."""

    @classmethod
    def of(cls, paper: Paper, data: Any = None) -> "CheckForm":
        """Return the form with what is known already."""
        known = {
            "issued_on": paper.issued_on,
            "valid_until": paper.valid_until,
            "born_on": paper.born_on,
            **paper.details,
        }
        return cls(data, document=paper.document, initial=known)


class RejectForm(forms.Form):
    """Why a paper is sent back."""

    reason = forms.ChoiceField(label=_("Why"), choices=RejectReason)
    remark = forms.CharField(label=_("Remark for her"), max_length=200, required=False)


class ConsentForm(forms.Form):
    """Who of the family agrees."""

    giver = forms.CharField(label=_("Name of who agrees"), max_length=200)
    relation = forms.ChoiceField(label=_("Relation to her"), choices=Relation)
    proof = forms.ChoiceField(label=_("How the relation is proved"), choices=RelationProof)
    given_on = forms.DateField(label=_("Given on"), widget=forms.DateInput(_DAY))


class HearForm(forms.Form):
    """What she says alone."""

    answer = forms.ChoiceField(label=_("What she says"), choices=FreeWill, widget=forms.RadioSelect)
    was_alone = forms.BooleanField(
        label=_("She was alone with me: nobody of the family, no recruiter"), required=False
    )
    note = forms.CharField(
        label=_("What she told (sealed: you cannot read it again)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class SessionForm(forms.Form):
    """An orientation or a training."""

    kind = forms.ChoiceField(label=_("What"), choices=SessionKind)
    title = forms.CharField(label=_("Title"), max_length=120)
    venue = forms.CharField(label=_("Where"), max_length=120)
    starts_at = forms.DateTimeField(
        label=_("Begins (WITA)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    ends_at = forms.DateTimeField(
        label=_("Ends (WITA)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, initial=30)

    def clean(self) -> dict[str, Any]:
        """Read both moments in the time of NTT."""
        data = super().clean() or {}
        for name in ("starts_at", "ends_at"):
            if isinstance(data.get(name), datetime):
                data[name] = data[name].astimezone(WITA)
        return data
