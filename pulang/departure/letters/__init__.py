"""Letters as PDF, set by typst: the words come from here, the sheet from `sheet.typ`.

What people wrote reaches the sheet as data, never as its source: a name cannot become a command.
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.money import format_rupiah
from pulang.departure.models import Agency, PlacementAgreement
from pulang.departure.queries.costs import Account

ANSWER_DAYS = 14
"""Within which the company is asked to pay back [P]."""


@cache
def _sheet() -> bytes:
    return (files("pulang.departure.letters") / "sheet.typ").read_bytes()


def _set(said: dict[str, Any]) -> bytes:
    return bytes(typst.compile(_sheet(), format="pdf", sys_inputs={"data": json.dumps(said)}))


def as_response(pdf: bytes, *, name: str) -> HttpResponse:
    """Return the letter as a file; the name carries public ids only."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def complaint_words(
    account: Account, agreement: PlacementAgreement | None, *, by: Actor, today: date
) -> dict[str, Any]:
    """Return what the complaint about an overcharge says."""
    migration, judgement = account.migration, account.judgement
    person = migration.person
    agency = agreement.order.permit.agency if agreement else None
    rows = [
        [
            str(one.line.get_component_display()),
            date_format(one.line.paid_on, "j F Y"),
            format_rupiah(one.line.amount),
            format_rupiah(one.verdict.too_much),
            one.verdict.source,
        ]
        for one in account.lines
        if one.verdict and one.verdict.too_much
    ]
    facts = {
        "name": person.full_name or person.description,
        "amount": format_rupiah(judgement.too_much),
        "country": str(migration.destination or _("not known")),
        "days": ANSWER_DAYS,
        "until": date_format(today + timedelta(days=ANSWER_DAYS), "j F Y"),
    }
    return {
        "office": by.organisation_name,
        "day": date_format(today, "j F Y"),
        "to": agency.name if agency else _("To whom it may concern"),
        "reference": migration.public_id,
        "title": _("Complaint about costs charged to a migrant worker"),
        "paragraphs": [
            _(
                "%(name)s, who prepares to work in %(country)s, was charged %(amount)s that by the rules a worker does not bear (UU 18/2017 Pasal 30)."
            )
            % facts,
            _(
                "We ask that this amount be paid back to the worker in full within %(days)d days, until %(until)s, and that the receipt be sent to this office."
            )
            % facts,
            _(
                "If it is not paid back, this office may propose that it be drawn from the company's deposit (Permen P2MI 31/2025)."
            ),
        ],
        "head": [_("Item"), _("Paid on"), _("Amount"), _("Too much"), _("Rule")],
        "rows": rows,
        "total": [_("In all"), format_rupiah(judgement.too_much)],
        "rules": _("Judged by: %(version)s")
        % {"version": account.ruleset.title if account.ruleset else "–"},
        "sign": [by.organisation_name, by.name],
    }


def complaint(
    account: Account, agreement: PlacementAgreement | None, *, by: Actor, today: date
) -> bytes:
    """Return the complaint about an overcharge as PDF."""
    return _set(complaint_words(account, agreement, by=by, today=today))


def deposit_words(
    agency: Agency, accounts: Sequence[Account], *, by: Actor, today: date
) -> dict[str, Any]:
    """Return what the proposal to draw a deposit says; workers stand in it by the id of their file."""
    total = sum(one.judgement.too_much for one in accounts)
    facts = {
        "agency": agency.name,
        "licence": agency.licence,
        "deposit": format_rupiah(agency.deposit),
        "total": format_rupiah(total),
        "files": len(accounts),
    }
    return {
        "office": by.organisation_name,
        "day": date_format(today, "j F Y"),
        "to": _("The Minister for the Protection of Indonesian Migrant Workers"),
        "reference": agency.public_id,
        "title": _("Proposal to draw the deposit of a placement company"),
        "paragraphs": [
            _(
                "%(agency)s (SIP3MI %(licence)s) has not settled the claims of %(files)d workers. Its deposit is %(deposit)s, the claims are %(total)s."
            )
            % facts,
            _(
                "On the ground of Permen P2MI 31/2025 Pasal 23 we propose to draw the deposit for the claims below. The evidence lies in each file and can be opened there by who may."
            ),
        ],
        "head": [_("File"), _("Charged"), _("Paid back"), _("Too much"), _("Rules")],
        "rows": [
            [
                one.migration.public_id,
                format_rupiah(one.judgement.charged),
                format_rupiah(one.judgement.refunded),
                format_rupiah(one.judgement.too_much),
                one.ruleset.code if one.ruleset else "–",
            ]
            for one in accounts
        ],
        "total": [_("In all"), format_rupiah(total)],
        "rules": "",
        "sign": [by.organisation_name, by.name],
    }


def deposit_proposal(
    agency: Agency, accounts: Sequence[Account], *, by: Actor, today: date
) -> bytes:
    """Return the proposal to draw a company's deposit as PDF (R1.11)."""
    return _set(deposit_words(agency, accounts, by=by, today=today))
