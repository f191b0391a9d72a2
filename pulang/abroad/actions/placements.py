"""Beginning, changing and ending a placement; saying how she may be reached."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.actions import returns, schedules
from pulang.abroad.models import Mission, Placement, PlacementTerms, SafeContact
from pulang.abroad.terms import ContactRank, EndReason, TermsKind
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base import crypto
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.privacy import DataClass
from pulang.journey.actions import events, migrations, stages
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.notices.queries.outbox import hash_of
from pulang.notices.rules.addresses import masked, normal
from pulang.notices.terms import Channel


class WrongDay(Refused):
    """The day does not fit the placement."""

    code = "abroad.wrong_day"


class NoAddress(Refused):
    """A channel without a number reaches nobody."""

    code = "abroad.no_address"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed, or found, about her work."""

    employer: str = ""
    employer_address: str = ""
    city: str = ""
    contract_ends_on: date | None = None
    wage: Decimal | None = None
    currency: str = ""
    wage_period: str = ""
    hours_a_week: int | None = None
    rest_day: str = ""
    agency_home: str = ""
    agency_abroad: str = ""
    mission: Mission | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach her or somebody for her."""

    rank: int = ContactRank.HERSELF
    channel: str = Channel.PHONE
    address: str = ""
    language: str = "id"
    from_hour: time = time(8)
    until_hour: time = time(20)
    no_call_after: time | None = None
    is_shared: bool = False


@transaction.atomic
def start(
    *, migration: Migration, began_on: date, terms: Terms, way: Way | None, by: Actor, at: datetime
) -> Placement:
    """Write down that she began to work: she reaches `working`, and her check-ins begin.

    Raises: NotAllowed, WrongDay, WrongState, NoAddress, journey's Unmet.
    """
    require(by, Permission.ABROAD_WRITE)
    today = at.astimezone(WITA).date()
    if began_on > today:
        raise WrongDay(_("She has not begun yet: write it down on her first day."))
    began = min(at, datetime.combine(began_on, time(19), tzinfo=WITA))
    found = Migration.objects.select_for_update(of=("self",), no_key=True).get(pk=migration.pk)
    if Placement.objects.going_on().filter(migration=found).exists():
        raise WrongState(_("She has a placement already: change it, or end it first."))
    if found.stage != Stage.WORKING:
        stages.reach(
            migration=migration,
            stage=Stage.WORKING,
            by=by,
            at=at,
            occurred_at=max(began, found.stage_since),
        )
    placement = Placement.objects.create(
        migration=migration, began_at=began, began_by=by.membership_id
    )
    _version(placement, terms, kind=TermsKind.START, from_on=began_on, by=by, at=at)
    schedules.begin(placement=placement, at=at)
    if way is not None:
        _reach_by(placement, way, by=by, at=at)
    if terms.contract_ends_on and not found.returns_on:
        migrations.change(migration=migration, returns_on=terms.contract_ends_on, by=by, at=at)
    _told(placement, "placement.started", by=by, at=at)
    return placement


@transaction.atomic
def change(
    *, placement: Placement, kind: TermsKind, from_on: date, terms: Terms, by: Actor, at: datetime
) -> PlacementTerms:
    """Write down new terms, or another employer, from a day on; the former version stays.

    Raises: NotAllowed, WrongDay, WrongState.
    """
    require(by, Permission.ABROAD_WRITE)
    Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    present = placement.terms.filter(until_on=None).first()
    if placement.ended_at or present is None or kind == TermsKind.START:
        raise WrongState(_("This placement has ended."))
    if not present.from_on <= from_on <= at.astimezone(WITA).date():
        raise WrongDay(
            _("The new terms begin after %(day)s and not in the future.")
            % {"day": f"{present.from_on:%d-%m-%Y}"}
        )
    present.until_on = from_on
    present.save(update_fields=["until_on"])
    made = _version(placement, terms, kind=kind, from_on=from_on, by=by, at=at)
    events.record(
        person=placement.migration.person,
        migration=placement.migration,
        kind="abroad.terms",
        by=by,
        at=at,
        facts={"kind": str(kind)},
    )
    _told(placement, "placement.changed", by=by, at=at)
    return made


@transaction.atomic
def end(*, placement: Placement, reason: EndReason, by: Actor, at: datetime) -> Placement:
    """End a placement: its clock stops, and what was still asked is closed by the next run.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.ABROAD_WRITE)
    found = Placement.objects.select_for_update(no_key=True).get(pk=placement.pk)
    if found.ended_at:
        raise WrongState(_("This placement has ended."))
    found.ended_at, found.ended_by, found.end_reason = at, by.membership_id, reason
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    present = found.terms.filter(until_on=None).first()
    if present is not None:
        present.until_on = max(present.from_on, at.astimezone(WITA).date())
        present.save(update_fields=["until_on"])
    schedules.stop(placement=found)
    events.record(
        person=found.migration.person,
        migration=found.migration,
        kind="abroad.ended",
        by=by,
        at=at,
        facts={"reason": str(reason)},
    )
    _told(found, "placement.ended", by=by, at=at)
    placement.ended_at = at
    return found


@transaction.atomic
def reach_by(*, placement: Placement, way: Way, by: Actor, at: datetime) -> SafeContact:
    """Say how she, or somebody for her, is reached; the former way of this rank ends.

    Raises: NotAllowed, NoAddress.
    """
    require(by, Permission.ABROAD_WRITE)
    made = _reach_by(placement, way, by=by, at=at)
    _told(placement, "placement.contact", by=by, at=at)
    return made


@transaction.atomic
def plan_return(*, placement: Placement, returns_on: date, by: Actor, at: datetime) -> None:
    """Write down when she plans to come home; what asked to plan it is done.

    Raises: NotAllowed, WrongDay.
    """
    require(by, Permission.ABROAD_WRITE)
    if returns_on < at.astimezone(WITA).date() - timedelta(days=1):
        raise WrongDay(_("This day has passed."))
    migrations.change(migration=placement.migration, returns_on=returns_on, by=by, at=at)
    returns.planned(placement=placement, day=returns_on, by=by, at=at)


def _version(
    placement: Placement, terms: Terms, *, kind: str, from_on: date, by: Actor, at: datetime
) -> PlacementTerms:
    said = {name: getattr(terms, name) for name in asdict(Terms())}
    if said["wage"] is None:
        said["currency"] = said["wage_period"] = ""
    return PlacementTerms.objects.create(
        placement=placement,
        kind=kind,
        from_on=from_on,
        recorded_at=at,
        recorded_by=by.membership_id,
        **said,
    )


def _reach_by(placement: Placement, way: Way, *, by: Actor, at: datetime) -> SafeContact:
    address = normal(way.address) if way.address.strip() else ""
    if not address and way.channel not in (Channel.PHONE, Channel.WEB):
        raise NoAddress(_("Write the number or address for this channel."))
    SafeContact.objects.filter(placement=placement, rank=way.rank, ended_at=None).update(
        ended_at=at, ended_by=by.membership_id
    )
    country = placement.migration.destination
    abroad = country is not None and country.zone and way.rank != ContactRank.FAMILY
    return SafeContact.objects.create(
        placement=placement,
        rank=way.rank,
        channel=way.channel,
        sealed_address=crypto.seal(address, data_class=DataClass.D2) if address else "",
        address_hash=hash_of(address) if address else "",
        address_mask=masked(address),
        language=way.language,
        zone=country.zone if abroad and country else "Asia/Makassar",
        from_hour=way.from_hour,
        until_hour=way.until_hour,
        no_call_after=way.no_call_after,
        is_shared=way.is_shared,
        noted_at=at,
        noted_by=by.membership_id,
    )


def _told(placement: Placement, event: str, *, by: Actor, at: datetime) -> None:
    audit.record(event, by=by, at=at, subject=Subject("placement", placement.public_id))
