"""A new source, a file, and what its columns hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.linkage.models import Batch
from pulang.linkage.rules.choice import Choice
from pulang.linkage.sentences import FIELD_NAMES

_NOTHING = ("", _("– not used –"))
_AREA = r"^(?:|[0-9]{4}|[0-9]{6})$"


class SourceForm(forms.Form):
    """A list that an agency keeps."""

    name = forms.CharField(
        label=_("Name of the list"),
        max_length=200,
        help_text=_("For example: Placement export BP3MI Kupang"),
    )
    organisation = forms.ModelChoiceField(
        label=_("Who keeps it"), queryset=Organisation.objects.filter(is_active=True)
    )
    trust = forms.IntegerField(
        label=_("Trust (0 to 100)"),
        min_value=0,
        max_value=100,
        initial=50,
        help_text=_("Where lists disagree, the value of the list with more trust is shown first."),
    )
    default_area = forms.RegexField(
        label=_("Code of its kabupaten or kecamatan"),
        regex=_AREA,
        required=False,
        help_text=_(
            "Only when all rows are of one kabupaten and the list does not say so: 4 digits, for example 5304."
        ),
    )


class UploadForm(forms.Form):
    """A file of a source."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_(
            "CSV, XLSX, XLS, ODS or Parquet. CSV may have several GB, a workbook up to 150 MB."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.parquet"}
        ),
    )


class ColumnsForm(forms.Form):
    """One choice per column of the file, and how it writes dates and codes."""

    month_first = forms.BooleanField(
        label=_("Dates are written month before day (03/25/1985)"), required=False
    )
    code_system = forms.ChoiceField(
        label=_("Codes of places are of"),
        required=False,
        choices=[
            ("", _("say when it matters")),
            ("kemendagri", _("Kemendagri")),
            ("bps", _("BPS")),
        ],
    )

    def __init__(self, data: Any = None, *, batch: Batch) -> None:
        choice = Choice.of_json(batch.mapping)
        super().__init__(
            data, initial={"month_first": choice.month_first, "code_system": choice.code_system}
        )
        self.headings = [
            name for name in batch.findings.get("headers", ()) if name in choice.columns
        ]
        options = [_NOTHING, *FIELD_NAMES.items()]
        for place, heading in enumerate(self.headings):
            self.fields[f"c{place}"] = forms.ChoiceField(
                label=heading,
                choices=options,
                required=False,
                initial=choice.columns.get(heading, ""),
            )

    def column_fields(self) -> list[forms.BoundField]:
        """Return the choices of the columns, in the order of the file."""
        return [self[f"c{place}"] for place in range(len(self.headings))]

    def choice(self) -> Choice:
        """Return what was chosen; valid forms only."""
        chosen = self.cleaned_data
        columns = {heading: chosen[f"c{place}"] for place, heading in enumerate(self.headings)}
        return Choice(columns, chosen["month_first"], chosen["code_system"])
