"""New versions of legal values: the old one is closed on the day the new one begins."""

from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.base.errors import NotAllowed, NotFound, Refused, WrongState
from pulang.base.log import logger
from pulang.law.models import Parameter
from pulang.law.terms import HOLIDAYS, RULE_WRITE, Evidence

log = logger(__name__)


class Officer(Protocol):
    """Who acts; `access.terms.Actor` is one. Law lies below access and only names its shape."""

    @property
    def membership_id(self) -> int: ...
    def may(self, permission: str, /) -> bool: ...


class NoSource(Refused):
    """A value of the law says where it was read."""

    code = "law.no_source"


class NoDays(Refused):
    """A list of holidays is a list of days."""

    code = "law.no_days"


def _require(by: Officer) -> None:
    if not by.may(RULE_WRITE):
        raise NotAllowed(_("Your role may not change legal values."), permission=RULE_WRITE)


@transaction.atomic
def new_version(
    *,
    code: str,
    value: Any,
    valid_from: date,
    source: str,
    by: Officer,
    at: datetime,
    evidence: str = Evidence.KNOWN,
    note: str = "",
) -> Parameter:
    """Close the version in force and open the next one; what held before is never rewritten.

    Raises: NotAllowed, NotFound, NoSource, NoDays, WrongState when it would begin before the present one.
    """
    _require(by)
    if not source.strip():
        raise NoSource(_("Say where it was read: number of the regulation, article, page."))
    if code == HOLIDAYS:
        _check_days(value)
    last = (
        Parameter.objects.select_for_update(no_key=True)
        .filter(code=code)
        .order_by("-valid_from")
        .first()
    )
    if last is None:
        raise NotFound
    if valid_from <= last.valid_from:
        raise WrongState(
            _("The present version holds since %(day)s; a new one begins after it.")
            % {"day": last.valid_from.strftime("%d-%m-%Y")}
        )
    if last.valid_to is None:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    elif valid_from < last.valid_to:
        raise WrongState(_("In that time another version holds already."))
    made = Parameter.objects.create(
        code=code,
        title=last.title,
        unit=last.unit,
        value=value,
        valid_from=valid_from,
        evidence=evidence,
        source=source,
        note=note,
        created_at=at,
        created_by=by.membership_id,
    )
    log.info("parameter_new_version", code=code, valid_from=valid_from.isoformat())
    return made


def _check_days(value: Any) -> None:
    try:
        if not isinstance(value, list):
            raise TypeError
        for day in value:
            date.fromisoformat(day)
    except (TypeError, ValueError):
        raise NoDays(
            _("Write the holidays as a list of days such as [“2026-01-01”, “2026-12-25”].")
        ) from None


@transaction.atomic
def verify(*, parameter: Parameter, by: Officer, on: date) -> Parameter:
    """Say that a person has held the value against the text of the law.

    Raises: NotAllowed.
    """
    _require(by)
    parameter.verified_on, parameter.verified_by = on, by.membership_id
    parameter.save(update_fields=["verified_on", "verified_by"])
    return parameter
