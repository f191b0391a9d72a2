"""Signs on an application: raised by rules, cleared by a person with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.lending.actions import desks
from pulang.lending.models import Application, LoanFlag
from pulang.lending.rules.eligibility import Check, concerns_protection, raised


class NeedsReason(Refused):
    """A word is missing that others will read."""

    code = "lending.needs_reason"


def raise_signs(*, application: Application, checks: Iterable[Check], at: datetime) -> list[str]:
    """Put the signs on the application, each once; what looks like trafficking goes to protection.

    The service raises them: an officer cannot leave one out, and she is not told of the bank's note.
    """
    signs = raised(checks)
    service = service_actor()
    with context.acting(service, reason="signs on a loan application"):
        for sign in signs:
            LoanFlag.objects.get_or_create(
                application=application,
                code=sign.code,
                defaults={"raised_at": at, "raised_by": service.membership_id},
            )
    codes = [sign.code for sign in signs]
    if concerns_protection(codes) or any(sign.to_protection for sign in signs):
        desks.ask_protection(application, codes, at=at)
    return codes


@transaction.atomic
def clear(*, flag: LoanFlag, because: str, by: Actor, at: datetime) -> LoanFlag:
    """Say why a sign does not stand in the way; a third person can read it.

    Raises: NotAllowed, NeedsReason, WrongState when it was cleared before.
    """
    if not by.may(Permission.LOAN_WRITE):
        require(by, Permission.LOAN_DECIDE)
    if flag.application.bank_id != by.organisation_id:
        raise NotAllowed(_("This application is another bank's."))
    if not because.strip():
        raise NeedsReason(_("Say what you asked and what you found."))
    found = LoanFlag.objects.select_for_update(of=("self",), no_key=True).get(pk=flag.pk)
    if found.cleared_at is not None:
        raise WrongState(_("This sign was cleared before."))
    found.cleared_at, found.cleared_by = at, by.membership_id
    found.cleared_because = because.strip()[:300]
    found.save(update_fields=["cleared_at", "cleared_by", "cleared_because"])
    audit.record(
        "lending.sign_cleared",
        by=by,
        at=at,
        subject=Subject("loan_application", flag.application.public_id),
        facts={"code": flag.code},
    )
    return found
