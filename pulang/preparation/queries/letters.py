"""Printed papers: the certificate of a session, and the two pages of a file (R1.2)."""

import json
from importlib.resources import files
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from pulang.preparation.models import Certificate
from pulang.preparation.queries.readiness import Page, Step
from pulang.preparation.rules import codes


def _drawn(name: str, said: dict[str, Any]) -> bytes:
    """Draw a PDF: what is said goes in as data, never as markup."""
    source = (files("pulang.preparation") / "data" / name).read_bytes()
    return bytes(typst.compile(source, sys_inputs={"said": json.dumps(said)}))


def certificate(found: Certificate, *, address: str) -> bytes:
    """Return the certificate of a session as PDF, with the code that anybody can ask about."""
    session, person = found.enrolment.session, found.enrolment.migration.person
    until = found.valid_until
    return _drawn(
        "certificate.typ.txt",
        {
            "title": _("Certificate"),
            "controller": settings.PULANG_CONTROLLER,
            "name": person.full_name or _("Without name"),
            "attended": _("attended"),
            "session": f"{session.get_kind_display()}: {session.title}",
            "where": f"{session.organisation}, {session.venue}",
            "on": found.held_on.strftime("%d-%m-%Y"),
            "until": _("valid until %(day)s") % {"day": until.strftime("%d-%m-%Y")}
            if until
            else "",
            "code": codes.shown(found.code),
            "check": _("Check whether this is true at %(address)s") % {"address": address},
        },
    )


def _row(step: Step) -> dict[str, str]:
    kind, until = step.kind, step.line.held.valid_until if step.line.held else None
    price = "–" if kind.price is None else f"Rp{kind.price:,}".replace(",", ".")
    return {
        "paper": str(kind),
        "office": kind.office,
        "bring": kind.bring,
        "price": price,
        "days": "–" if kind.days is None else str(kind.days),
        "note": step.reason
        or (", ".join(step.blocked_by) if step.blocked_by else "")
        or (until.strftime("%d-%m-%Y") if until else ""),
    }


def sheet(page: Page, *, name: str) -> bytes:
    """Return a file's papers on at most two pages: the next action first."""
    following = page.next
    return _drawn(
        "sheet.typ.txt",
        {
            "title": _("My papers"),
            "name": name,
            "on": page.on.strftime("%d-%m-%Y"),
            "count": _("%(done)d of %(all)d are there")
            % {"done": page.readiness.done_count, "all": page.readiness.asked_count},
            "next_title": _("Do this next"),
            "next": _row(following) if following else None,
            "go": _("Go to"),
            "bring": _("Bring"),
            "cost": _("Cost by law"),
            "takes": _("Days"),
            "note": _("Remark"),
            "paper": _("Paper"),
            "groups": [
                {"title": title, "rows": [_row(step) for step in steps]}
                for title, steps in (
                    (_("Missing"), page.missing),
                    (_("Later: something else comes first"), page.blocked),
                    (_("An officer checks it"), page.pending),
                    (_("There"), page.done),
                )
                if steps
            ],
            "foot": _("Nobody may ask more than the cost by law. If somebody does, tell Disnaker."),
        },
    )
