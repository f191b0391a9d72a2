"""What a worker says of the money she sends home, for herself."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.models import Remittance
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, Refused
from pulang.journey.queries import migrations
from pulang.people.actions import own_files


class NotAMonth(Refused):
    """The month lies in the future."""

    code = "abroad.not_a_month"


@transaction.atomic
def report(
    *, month: date, amount: int, currency: str, purpose: str, by: Actor, at: datetime
) -> Remittance:
    """Write down what she sent in a month. Hers alone: no desk and no figure counts it.

    Raises: NotAllowed, NotAMonth.
    """
    require(by, Permission.OWN_FILE)
    person = own_files.person_of(by)
    if person is None:
        raise NotAllowed(_("This account is not tied to a file yet."))
    if month > at.astimezone(WITA).date():
        raise NotAMonth(_("This month has not come yet."))
    if amount <= 0:
        raise NotAMonth(_("Write an amount above zero."))
    return Remittance.objects.create(
        person=person,
        migration=migrations.current_of(person),
        month=month.replace(day=1),
        amount=amount,
        currency=currency,
        purpose=purpose,
        reported_at=at,
        reported_by=by.membership_id,
    )


@transaction.atomic
def withdraw(*, remittance: Remittance, by: Actor, at: datetime) -> Remittance:
    """Take an entry back; twice changes nothing.

    Raises: NotAllowed.
    """
    require(by, Permission.OWN_FILE)
    found = Remittance.objects.select_for_update(no_key=True, of=("self",)).get(pk=remittance.pk)
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = at, by.membership_id
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return found
