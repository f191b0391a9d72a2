"""Words of the privacy desk: requests, breaches, how long records are kept."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.access.terms.roles import StrPromise


class Finding(TextChoices):
    """What an auditor found about an emergency access."""

    JUSTIFIED = "justified", _("justified")
    UNJUSTIFIED = "unjustified", _("not justified")
    BREACH = "breach", _("a breach")


class RequestKind(TextChoices):
    """What a person may ask about her data (UU 27/2022 Pasal 5-13)."""

    ACCESS = "access", _("see and get a copy")
    CORRECT = "correct", _("correct")
    ERASE = "erase", _("erase")
    RESTRICT = "restrict", _("restrict the use")
    WITHDRAW = "withdraw", _("withdraw a consent")
    OBJECT = "object", _("object to an automated decision")


class Requester(TextChoices):
    """Who asks."""

    HERSELF = "herself", _("the person herself")
    GUARDIAN = "guardian", _("parent or guardian of a child")
    HEIR = "heir", _("heir")
    LAWYER = "lawyer", _("representative with a written power")


class IdentityProof(TextChoices):
    """How the desk knows that the asker is who she says. A copy of the proof is not kept."""

    KTP = "ktp", _("KTP seen")
    KNOWN = "known", _("known in person to an officer")
    PASSPORT = "passport", _("passport seen")
    COURT = "court", _("court or written power seen")


class AnswerChannel(TextChoices):
    """How the answer reaches her."""

    IN_PERSON = "in_person", _("in person at the office")
    LETTER = "letter", _("sealed letter handed to her")
    PHONE = "phone", _("her own phone")


class RequestOutcome(TextChoices):
    """How the desk answered."""

    DONE = "done", _("done")
    PARTLY = "partly", _("done in part")
    REFUSED = "refused", _("refused")


class BreachKind(TextChoices):
    """What happened to the data."""

    SEEN = "seen", _("seen or copied by someone who may not")
    LOST = "lost", _("lost or not available")
    CHANGED = "changed", _("changed wrongly")


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a kind of record is kept (handbook 8.4; a legal hold overrides)."""

    what: StrPromise
    years: float
    counted_from: StrPromise


RETENTION: tuple[Keeping, ...] = (
    Keeping(_("placement file"), 5, _("her return")),
    Keeping(_("loan"), 10, _("the end of the loan")),
    Keeping(_("protection case"), 10, _("the closing of the case, or her 28th birthday")),
    Keeping(_("anonymous report without a link"), 2, _("its arrival")),
    Keeping(_("raw phone location"), 0.25, _("its arrival")),
    Keeping(_("audit trail"), 10, _("its entry")),
)
"""Defaults; afterwards destroyed with a certificate, statistics stay."""
