"""Checklists and duty rosters of exit points. Who changed what stands in the history of the rows."""

from datetime import datetime
from typing import Protocol

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.base.log import logger
from pulang.places.models import Duty, ExitCheck, ExitPoint
from pulang.places.terms import DUTY_WRITE

log = logger(__name__)


class Officer(Protocol):
    """Who acts; `access.terms.Actor` is one. Places lies below access and only names its shape."""

    @property
    def user_id(self) -> int: ...
    @property
    def area(self) -> str: ...
    def may(self, permission: str, /) -> bool: ...


class DutyOverlaps(WrongState):
    """The same office already has this duty in that time."""

    code = "places.duty_overlaps"


def _require(by: Officer, exit_point: ExitPoint) -> None:
    if not by.may(DUTY_WRITE):
        raise NotAllowed(
            _("Your role may not change checklists and duties."), permission=DUTY_WRITE
        )
    if by.area and not exit_point.regency_id.startswith(by.area):
        raise NotAllowed(_("This place lies outside your area."), place_code=exit_point.regency_id)


@transaction.atomic
def add_check(
    *, exit_point: ExitPoint, text: str, position: int, by: Officer, at: datetime
) -> ExitCheck:
    """Add a step to the checklist.

    Raises: NotAllowed.
    """
    _require(by, exit_point)
    check = ExitCheck.objects.create(
        exit_point=exit_point, text=text, position=position, created_at=at, created_by=by.user_id
    )
    log.info("exit_check_added", exit_point=exit_point.pk, check=check.public_id)
    return check


@transaction.atomic
def end_check(*, exit_point: ExitPoint, public_id: str, by: Officer, at: datetime) -> ExitCheck:
    """Take a step off the checklist; the row stays.

    Raises: NotAllowed, NotFound.
    """
    _require(by, exit_point)
    check = (
        ExitCheck.objects.select_for_update(of=("self",), no_key=True)
        .filter(exit_point=exit_point, public_id=public_id, ended_at=None)
        .first()
    )
    if check is None:
        raise NotFound
    check.ended_at, check.ended_by = at, by.user_id
    check.save(update_fields=["ended_at", "ended_by"])
    return check


@transaction.atomic
def add_duty(
    *,
    exit_point: ExitPoint,
    office: str,
    officer: str,
    phone: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Officer,
    at: datetime,
) -> Duty:
    """Put an office on duty for [starts_at, ends_at).

    Raises: NotAllowed, DutyOverlaps.
    """
    _require(by, exit_point)
    with connection.cursor() as cursor:
        # Two officers at once: the directory's row cannot be locked by who may not write it.
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"roster {exit_point.pk}"])
    same = Duty.objects.filter(
        exit_point=exit_point,
        office__iexact=office,
        officer__iexact=officer,
        cancelled_at=None,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    ).first()
    if same:
        raise DutyOverlaps(
            _("%(office)s is already on duty here from %(start)s.")
            % {"office": same.office, "start": f"{same.starts_at:%d.%m.%Y %H:%M} UTC"}
        )
    return Duty.objects.create(
        exit_point=exit_point,
        office=office,
        officer=officer,
        phone=phone,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=at,
        created_by=by.user_id,
    )


@transaction.atomic
def cancel_duty(*, exit_point: ExitPoint, public_id: str, by: Officer, at: datetime) -> Duty:
    """Take a duty off the roster; the row stays.

    Raises: NotAllowed, NotFound.
    """
    _require(by, exit_point)
    duty = (
        Duty.objects.select_for_update(of=("self",), no_key=True)
        .filter(exit_point=exit_point, public_id=public_id, cancelled_at=None)
        .first()
    )
    if duty is None:
        raise NotFound
    duty.cancelled_at, duty.cancelled_by = at, by.user_id
    duty.save(update_fields=["cancelled_at", "cancelled_by"])
    return duty
