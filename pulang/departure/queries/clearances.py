"""What stands before a clearance and a departure, in words; and who is cleared."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from pulang.access.models import Organisation
from pulang.access.terms import OrganisationKind
from pulang.base.clock import WITA
from pulang.base.errors import NotFound
from pulang.base.money import format_rupiah
from pulang.departure.models import Clearance, PlacementAgreement
from pulang.departure.queries import costs, orders
from pulang.departure.queries.agencies import is_closed
from pulang.departure.rules import agencies as rules
from pulang.departure.sentences import fault_in_words
from pulang.departure.terms import AGREEMENT_SCHEMES, Fault
from pulang.journey.models import Hold, Migration
from pulang.journey.rules.gates import Requirement
from pulang.journey.terms import Stage
from pulang.places.models import ExitPoint
from pulang.places.queries import exits


def clearance_of(migration: Migration) -> Clearance | None:
    """Return the clearance of a migration that was not taken back."""
    return (
        Clearance.objects.standing()
        .filter(migration=migration)
        .select_related("exit_point", "agreement__order__permit__agency")
        .first()
    )


def clearance_for(migration: Migration, public_id: str) -> Clearance:
    """Return a clearance of a migration.

    Raises: NotFound.
    """
    found = (
        Clearance.objects.filter(migration=migration, public_id=public_id)
        .select_related("exit_point", "migration__person")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def history_of(migration: Migration) -> list[Clearance]:
    """Return every clearance of a migration, the latest first."""
    return list(Clearance.objects.filter(migration=migration).select_related("exit_point"))


def offices_at(exit_point: ExitPoint, *, at: datetime) -> list[int]:
    """Return the offices that check departures there: those of the place, and those on its roster."""
    on_roster = exits.duties_of(exit_point, at=at).values_list("office", flat=True)
    named = Q()
    for office in on_roster:
        named |= Q(name__iexact=office)
    of_place = Q(kind=OrganisationKind.CHECKPOINT, area=exit_point.regency_id)
    found = Organisation.objects.filter(is_active=True).filter(of_place | named)
    return list(found.order_by("pk").values_list("pk", flat=True))


def before_clearance(migration: Migration, *, target: Stage, at: datetime) -> Iterator[Requirement]:
    """Yield what stands before a clearance from this package's side."""
    day = at.astimezone(WITA).date()
    agreement = orders.agreement_of(migration)
    if migration.scheme in AGREEMENT_SCHEMES or agreement:
        yield _agreement(agreement)
    if agreement:
        yield from _order(agreement, day)
    else:
        yield _open_destination(migration, day)
    wage = _wage(agreement, day) if agreement else None
    if wage:
        yield wage
    yield _costs(migration)
    yield _holds(migration)


def before_departure(migration: Migration, *, target: Stage, at: datetime) -> Iterator[Requirement]:
    """Yield that a clearance covers the day and that nothing halts her."""
    day = at.astimezone(WITA).date()
    covering = Clearance.objects.covering(day).filter(migration=migration).exists()
    yield Requirement(
        code="departure.cleared_for_the_day",
        is_met=covering,
        why=_("A clearance covers the day of departure.")
        if covering
        else _("No clearance covers %(day)s.") % {"day": f"{day:%d-%m-%Y}"},
        fix=_("Ask the kabupaten to clear her for this day."),
        who=_("Disnaker of the kabupaten"),
    )
    yield _holds(migration)


def _agreement(agreement: PlacementAgreement | None) -> Requirement:
    signed = agreement is not None
    known = bool(agreement and agreement.known_to_dinas_on)
    if not signed:
        why = _("There is no placement agreement with a company.")
    elif not known:
        why = _("The Dinas has not confirmed that it knows the placement agreement.")
    else:
        why = _("The placement agreement is signed and known to the Dinas.")
    return Requirement(
        code="departure.agreement",
        is_met=known,
        why=why,
        fix=_("Sign the agreement with the company before the Dinas, and enter it here."),
        who=_("the company and Disnaker of the kabupaten"),
        is_pending=signed and not known,
    )


_CODES = {
    Fault.LICENCE: ("departure.company", False),
    Fault.PERMIT: ("departure.permit", False),
    Fault.ORDER: ("departure.order", False),
    Fault.UNVERIFIED: ("departure.verified", False),
    Fault.CLOSED: ("departure.open_destination", True),
}
"""Code of the requirement, and whether two people may let it pass (R1.3)."""


def _order(agreement: PlacementAgreement, day: date) -> Iterator[Requirement]:
    order = agreement.order
    found = set(rules.faults(orders.facts_of(order, on=day), on=day))
    met = {
        Fault.LICENCE: _("%(agency)s has a valid licence and no sanction that stops it.")
        % {"agency": order.permit.agency},
        Fault.PERMIT: _("The recruitment permit holds."),
        Fault.ORDER: _("The job order holds."),
        Fault.UNVERIFIED: _("The labour attaché verified the job order."),
        Fault.CLOSED: _("The destination is open for this job."),
    }
    fixes = {
        Fault.LICENCE: _("She can change to a company with a valid licence; her papers stay hers."),
        Fault.PERMIT: _("The company asks for a new recruitment permit (SIP2MI)."),
        Fault.ORDER: _("The company brings a job order that holds, or she changes to another."),
        Fault.UNVERIFIED: _("The company asks the representative office to verify the order."),
        Fault.CLOSED: _("She can choose another destination or job."),
    }
    who = {
        Fault.LICENCE: _("the province: permits of companies"),
        Fault.PERMIT: _("the company"),
        Fault.ORDER: _("the company"),
        Fault.UNVERIFIED: _("the labour attaché, through the company"),
        Fault.CLOSED: _("two officers may let it pass with a reason"),
    }
    for fault, (code, may_override) in _CODES.items():
        is_met = fault not in found
        yield Requirement(
            code=code,
            is_met=is_met,
            why=met[fault] if is_met else fault_in_words(fault, order),
            fix=fixes[fault],
            who=who[fault],
            may_override=may_override,
        )


def _open_destination(migration: Migration, day: date) -> Requirement:
    closed = is_closed(migration.destination_id, migration.occupation, on=day)
    return Requirement(
        code="departure.open_destination",
        is_met=closed is None,
        why=_("The destination is open for this job.")
        if closed is None
        else _("Nobody may be placed to %(country)s in this job at present (%(decree)s).")
        % {"country": closed.destination, "decree": closed.decree},
        fix=_("She can choose another destination or job."),
        who=_("two officers may let it pass with a reason"),
        may_override=True,
    )


def _wage(agreement: PlacementAgreement, day: date) -> Requirement | None:
    order = agreement.order
    least = orders.minimum_wage(order.destination_id, order.occupation, on=day)
    if least is None:
        return None
    wage = agreement.wage if agreement.wage is not None else order.wage
    facts = {"wage": wage, "least": f"{least:.0f}", "currency": order.currency}
    is_met = wage >= least
    said = (
        _("The wage of %(currency)s %(wage)d reaches the minimum of %(least)s.")
        if is_met
        else _("The wage of %(currency)s %(wage)d lies below the minimum of %(least)s.")
    )
    return Requirement(
        code="departure.wage",
        is_met=is_met,
        why=said % facts,
        fix=_("The company has the contract mended before she signs."),
        who=_("the company; two officers may let it pass with a reason"),
        may_override=True,
    )


def _costs(migration: Migration) -> Requirement:
    account = costs.account_of(migration)
    waiting = costs.needs_decision(migration)
    total = account.judgement.too_much + account.judgement.undecided
    return Requirement(
        code="departure.costs",
        is_met=not waiting,
        why=_("What she was charged has been looked at.")
        if not waiting
        else _("She was charged %(amount)s that nobody has decided about.")
        % {"amount": format_rupiah(total)},
        fix=_("Decide about each amount; what is too much is to be paid back."),
        who=_("Disnaker of the kabupaten"),
        is_pending=bool(waiting),
    )


def _holds(migration: Migration) -> Requirement:
    held = Hold.objects.filter(migration=migration, lifted_at=None).exists()
    return Requirement(
        code="departure.hold",
        is_met=not held,
        why=_("Her file is halted.") if held else _("Her file is not halted."),
        fix=_("Whoever halted it releases it when the reason is gone."),
        who=_("the case worker"),
    )


def standing(*, migration: str = "", at: datetime) -> Clearance | None:
    """Return a clearance that stands: of a migration, or the newest whose days have not passed."""
    found = Clearance.objects.standing().select_related(
        "migration__person", "migration__destination", "exit_point"
    )
    if migration:
        return found.filter(migration__public_id=migration).first()
    day = at.astimezone(WITA).date()
    # One that covers today first: a pass of hers is valid now.
    covering = found.filter(departs_on__lte=day, ends_on__gt=day).order_by("-granted_at")
    return covering.first() or found.filter(ends_on__gt=day).order_by("departs_on").first()
