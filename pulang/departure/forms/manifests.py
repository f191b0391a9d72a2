"""Shape of a passenger list that is taken in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.departure.forms.fields import day
from pulang.departure.rules.manifests import MOST_BYTES
from pulang.departure.terms import Carrier
from pulang.places.models import ExitPoint


class ManifestForm(forms.Form):
    """A voyage and the file of its passengers."""

    exit_point = forms.ModelChoiceField(
        label=_("Exit point"), queryset=ExitPoint.objects.order_by("kind", "name")
    )
    carrier = forms.ChoiceField(label=_("Leaves by"), choices=Carrier.choices)
    voyage = forms.CharField(
        label=_("Flight or ship"),
        max_length=40,
        help_text=_("For example: QZ 482, KM Bukit Siguntang"),
    )
    departs_on = day(_("Leaves on"))
    file = forms.FileField(
        label=_("Passenger list"),
        allow_empty_file=True,
        help_text=_(
            "XLSX or CSV with columns “Nama” and “Paspor” or “NIK”. The passengers are forgotten"
            " after thirty days."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )

    def clean_file(self) -> bytes:
        """Return the file's bytes; one over the limit is refused before it is read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large for a passenger list (at most 5 MB).")
            )
        data: bytes = sent.read()
        return data

    def voyage_and_list(self) -> dict[str, Any]:
        """Return what the action takes."""
        said = dict(self.cleaned_data)
        return {"data": said.pop("file"), **said}
