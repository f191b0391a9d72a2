"""Noting contacts with the family left behind."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.models import CheckIn, FamilyContact
from pulang.abroad.rules import links as keys
from pulang.abroad.terms import CheckInState, LadderStep
from pulang.access import context
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.coordination.actions import tasks
from pulang.journey.actions import events
from pulang.journey.models import Migration


class NotThatDay(Refused):
    """The day lies in the future."""

    code = "abroad.not_that_day"


@transaction.atomic
def note(
    *, migration: Migration, contacted_on: date, channel: str, with_whom: str, agreed: str,
    by: Actor, at: datetime,
) -> FamilyContact:  # fmt: skip
    """Note who spoke with whom and what was agreed; the timeline says only that there was contact.

    Whoever was asked to ask the family, because she did not answer, has done it.

    Raises: NotAllowed, NotThatDay.
    """
    if not by.may(Permission.ABROAD_WRITE):
        require(by, Permission.MIGRATION_WRITE)
    if contacted_on > at.astimezone(WITA).date():
        raise NotThatDay(_("This day has not come yet."))
    made = FamilyContact.objects.create(
        migration=migration,
        contacted_on=contacted_on,
        channel=channel,
        with_whom=with_whom.strip(),
        agreed=agreed.strip(),
        noted_at=at,
        noted_by=by.membership_id,
    )
    events.record(
        person=migration.person,
        migration=migration,
        kind="abroad.family_contact",
        by=by,
        at=at,
        facts={"channel": channel},
    )
    for key in _asked_to_ask(migration):
        tasks.done(key=key, by=by, at=at)
    return made


def _asked_to_ask(migration: Migration) -> list[str]:
    # As the service: a village sees no check-in.
    with context.acting(service_actor(), reason="the family was asked"):
        silent = CheckIn.objects.filter(
            placement__migration=migration, state=CheckInState.MISSED
        ).values_list("public_id", flat=True)
        return [keys.step_task(one, LadderStep.FAMILY) for one in silent]
