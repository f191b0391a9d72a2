"""Papers to print: the hand-over of the jenazah, what the heirs need.

Values go into the page as data, never as markup: a name cannot bend the paper.
"""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pulang.abroad.models import DeathCase, HeirClaim, Leg
from pulang.abroad.terms import ClaimKind
from pulang.base.clock import WITA

_NEWS = ("state", "heir", "amount", "currency", "filed_on", "paid_on", "reason")


def initial_of(claim: HeirClaim) -> dict[str, Any]:
    """Return what is known of a right, for the form."""
    return {name: getattr(claim, name) for name in _NEWS}


def hand_over(case: DeathCase, leg: Leg) -> bytes:
    """Return the record of a hand-over as PDF (berita acara serah terima jenazah)."""
    when = (
        f"{date_format(leg.handed_over_at.astimezone(WITA), 'j F Y, H.i')} WITA"
        if leg.handed_over_at
        else ""
    )
    way = f"{leg.get_mode_display()}: {leg.starts_from} – {leg.goes_to}"
    rows = [
        (_("Jenazah of"), name_of(case)),
        (_("Deceased on"), date_format(case.died_on, "j F Y") if case.died_on else "–"),
        (_("Way"), way),
        (_("Carrier, number"), ", ".join(filter(None, (leg.carrier, leg.waybill))) or "–"),
        (_("Condition of seal and coffin"), leg.condition or "–"),
        (_("Handed over"), when or "–"),
    ]
    signers = [
        (_("Handed over by"), leg.giver),
        (
            _("Received by"),
            ", ".join(filter(None, (leg.receiver, leg.receiver_office))),
        ),
        (_("Witness"), leg.witness),
    ]
    return _compile(
        "hand_over.typ",
        title=_("Record of the hand-over of a jenazah"),
        intro=_("On this day the jenazah was handed over with respect, before a witness."),
        rows=rows,
        signers=signers,
        number=leg.public_id,
        foot=_("No photo without the family's word."),
    )


def heirs_pack(case: DeathCase, *, on: date) -> bytes:
    """Return what the heirs may claim, until when, and which papers they bring, as PDF."""
    claims = [
        {
            "right": str(claim.get_kind_display()),
            "until": date_format(claim.due_on, "j F Y"),
            "state": str(claim.get_state_display()),
            "papers": papers_for(claim.kind),
        }
        for claim in case.claims.all()
    ]
    return _compile(
        "heirs.typ",
        title=_("Rights of the heirs"),
        intro=_("For the family of %(name)s. It costs nothing; nobody may ask for a fee.")
        % {"name": name_of(case)},
        until=_("hand in by"),
        bring=_("Bring"),
        claims=claims,
        number=case.public_id,
        foot=_("Printed on %(day)s.") % {"day": date_format(on, "j F Y")},
    )


def papers_for(kind: str) -> list[str]:
    """Return the papers a right asks for (product default, to be confirmed by the payer)."""
    every = [
        _("identity card and family card of the heir"),
        _("letter of heirs, signed by the village head and the kecamatan"),
        _("death certificate, or the medical certificate of cause of death (MCCD)"),
        _("bank account of the heir"),
    ]
    own = {
        ClaimKind.JKM: [_("membership card or number of the social insurance")],
        ClaimKind.JKK: [
            _("membership card or number of the social insurance"),
            _("record of the accident, police report or autopsy"),
        ],
        ClaimKind.WAGES: [_("employment contract, wage slips or messages about the wage")],
        ClaimKind.INSURANCE: [_("policy, or the name of the employer or agency")],
        ClaimKind.SOCSO: [_("passport of the deceased and the SOCSO number, if known")],
    }
    return every + own.get(ClaimKind(kind), [])


def name_of(case: DeathCase) -> str:
    """Return the name as the registry holds it, else as it was given."""
    return (case.person.full_name if case.person else "") or case.name or _("Without name")


def _compile(template: str, **data: Any) -> bytes:
    source = (files("pulang.abroad") / "typst" / template).read_bytes()
    return bytes(typst.compile(source, format="pdf", sys_inputs={"data": json.dumps(data)}))
