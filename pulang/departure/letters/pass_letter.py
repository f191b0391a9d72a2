"""The departure letter with its QR, and the QR alone."""

import base64
import io
import json
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import segno
import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.departure.models import Pass
from pulang.people.queries.persons import birth_in_words

MOST_VERSION = 20


def qr(token: str) -> segno.QRCode:
    """Return the QR of a token at error level M; a pass fits into version 11 or 12."""
    made = segno.make(token, error="m", boost_error=False, micro=False)
    if int(made.version) > MOST_VERSION:
        raise ValueError(f"the QR needs version {made.version}")
    return made


def qr_svg(token: str) -> bytes:
    """Return the QR as a picture for a page."""
    out = io.BytesIO()
    qr(token).save(out, kind="svg", scale=4, border=4, xmldecl=False, title=_("Departure pass"))
    return out.getvalue()


@cache
def _sheet() -> bytes:
    return (files("pulang.departure.letters") / "pass.typ").read_bytes()


def words(issued: Pass, *, by: Actor, today: date) -> dict[str, Any]:
    """Return what the letter says."""
    migration, person = issued.migration, issued.migration.person
    last = (issued.valid_until - timedelta(seconds=1)).astimezone(WITA)
    out = io.BytesIO()
    qr(issued.token).save(out, kind="svg", scale=4, border=4)
    return {
        "office": by.organisation_name,
        "day": date_format(today, "j F Y"),
        "title": _("Departure pass"),
        "lead": _("She has met every requirement of the safe way. Please let her pass."),
        "facts": [
            [_("Name"), person.full_name or person.description],
            [_("Born"), birth_in_words(person.born_on, person.birth_precision)],
            [_("Country"), str(migration.destination or "–")],
            [_("Work"), migration.occupation_word or "–"],
            [_("Leaves from"), str(issued.exit_point)],
            [
                _("Valid"),
                _("from %(first)s to %(last)s")
                % {
                    "first": date_format(issued.valid_from.astimezone(WITA), "j F Y"),
                    "last": date_format(last, "j F Y"),
                },
            ],
        ],
        "scan": _("An officer scans this. It works without a network."),
        "help": _(
            "In danger or cheated? SAPA 129 (WhatsApp 08111-129-129). From abroad: KP2MI +62 21 2924 4800."
        ),
        "free": _("This pass costs nothing. Whoever asks money for it breaks the law."),
        "reference": issued.public_id,
        "qr": base64.b64encode(out.getvalue()).decode(),
    }


def letter(issued: Pass, *, by: Actor, today: date) -> bytes:
    """Return the letter as PDF; what people wrote reaches the sheet as data, never as its source."""
    said = words(issued, by=by, today=today)
    picture = base64.b64decode(said.pop("qr")).decode()
    return bytes(
        typst.compile(_sheet(), format="pdf", sys_inputs={"data": json.dumps(said), "qr": picture})
    )
