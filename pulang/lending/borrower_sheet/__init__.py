"""The borrower's sheet as PDF, set by typst: the words come from here, the page from `sheet.typ`."""

import json
from functools import cache
from importlib.resources import files

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.base.money import format_rupiah
from pulang.lending.models import Application
from pulang.lending.queries.sheets import Sheet


@cache
def _page() -> bytes:
    return (files("pulang.lending.borrower_sheet") / "sheet.typ").read_bytes()


def pdf(sheet: Sheet, application: Application) -> bytes:
    """Return the sheet; what people wrote reaches it as data, never as its source."""
    person = application.person
    said = {
        "title": _("Borrower's sheet: %(product)s") % {"product": sheet.product},
        "who": person.full_name or person.description,
        "reference": application.public_id,
        "sentences": list(sheet.aloud()),
        "schedule": _("What is due when, if repayment began today"),
        "head": [_("No."), _("Falls due"), _("Instalment"), _("of it interest"), _("Still owed")],
        "rows": [
            [
                str(row.number),
                date_format(row.due, "j M Y"),
                format_rupiah(row.total),
                format_rupiah(row.interest),
                format_rupiah(row.balance),
            ]
            for row in sheet.rows
        ],
        "questions": [[one.asked, one.answer] for one in sheet.questions],
        "sign": [_("Read or read to me; I have understood it."), _("Signature or thumbprint")],
    }
    made = typst.compile(_page(), format="pdf", sys_inputs={"data": json.dumps(said)})
    return bytes(made)
