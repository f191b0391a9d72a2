"""The statement of a loan as PDF, set by typst; what people wrote reaches the sheet as data only."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.money import format_rupiah
from pulang.lending.queries.statements import Row, Standing, bank_of
from pulang.lending.refusals import percent
from pulang.lending.terms import PostingKind


@cache
def _sheet() -> bytes:
    return (files("pulang.lending.letters") / "statement.typ").read_bytes()


def statement_words(stands: Standing, rows: Sequence[Row], *, by: Actor) -> dict[str, Any]:
    """Return what the statement says."""
    loan, following = stands.loan, stands.next_one
    return {
        "office": bank_of(loan),
        "day": date_format(stands.day, "j F Y"),
        "title": _("Statement of your loan"),
        "facts": [
            [_("Name"), loan.person.full_name or loan.person.description],
            [_("Loan"), f"{loan.number} · {loan.terms.product.name}"],
            [_("Amount"), format_rupiah(loan.principal)],
            [_("Yearly rate"), percent(loan.annual_rate)],
            [_("Pay to virtual account"), loan.virtual_account],
            [_("To be paid now"), "–" if stands.is_halted else format_rupiah(stands.owed_now)],
            [_("Next instalment"), _next_in_words(following) if following else "–"],
        ],
        "head": [_("Day"), _("What was booked"), _("Added"), _("Paid"), _("Owed")],
        "rows": [
            [
                date_format(row.day, "j M Y"),
                _kind_in_words(row.kind),
                format_rupiah(row.added) if row.added else "",
                format_rupiah(row.paid) if row.paid else "",
                format_rupiah(row.owed),
            ]
            for row in rows
        ],
        "total": [_("Owed on this day"), format_rupiah(rows[-1].owed if rows else 0)],
        "note": _(
            "Interest of a month stands in one line. Questions: ask your bank; it costs nothing."
        ),
        "printed": _("Printed by %(who)s") % {"who": by.organisation_name},
    }


def _kind_in_words(kind: PostingKind) -> str:
    return _("interest of the month") if kind == PostingKind.ACCRUAL else str(kind.label)


def _next_in_words(one: Any) -> str:
    return f"{format_rupiah(one.unpaid)} · {date_format(one.due_on, 'j F Y')}"


def statement(stands: Standing, rows: Sequence[Row], *, by: Actor) -> bytes:
    """Return the statement as PDF."""
    said = statement_words(stands, rows, by=by)
    return bytes(typst.compile(_sheet(), format="pdf", sys_inputs={"data": json.dumps(said)}))
