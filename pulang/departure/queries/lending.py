"""What lending asks of departure: permit, order and agreement, what she was charged, her wage.

The bank gets an answer and a code. Which company, which amount, which story stays here.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.base.clock import WITA
from pulang.departure.models import PlacementAgreement, Sanction
from pulang.departure.queries import costs, orders
from pulang.departure.rules import agencies as rules
from pulang.departure.rules.costs import rule_for
from pulang.departure.terms import AGREEMENT_SCHEMES, Charge, Component, Fault
from pulang.journey.models import Migration
from pulang.lending.queries.costs import Ruled, Wage
from pulang.lending.rules.eligibility import OVERCHARGED, SANCTIONED, Check

_STOPS = {
    Fault.LICENCE: gettext_lazy("the company's licence"),
    Fault.PERMIT: gettext_lazy("the recruitment permit"),
    Fault.ORDER: gettext_lazy("the job order"),
    Fault.UNVERIFIED: gettext_lazy("the labour attaché's verification"),
    Fault.CLOSED: gettext_lazy("the destination is closed"),
}
"""What does not hold, without a name: the bank knows that it stops, not whom."""


def checks(migration: Migration, *, at: datetime) -> Iterator[Check]:
    """Yield whether company, permit, order and agreement hold, and the signs of a bad deal."""
    day = at.astimezone(WITA).date()
    agreement = orders.agreement_of(migration)
    if agreement:
        yield _order(agreement, day)
        yield _sanction(agreement, day)
    if agreement or migration.scheme in AGREEMENT_SCHEMES:
        yield _agreement(agreement)
    yield _charged(migration)


def _agreement(agreement: PlacementAgreement | None) -> Check:
    is_met = bool(agreement and agreement.known_to_dinas_on)
    return Check(
        "agreement",
        is_met,
        _("The placement agreement is known to Disnaker.")
        if is_met
        else _("Disnaker does not know a placement agreement of hers."),
        _("Sign the agreement with the company before Disnaker of the kabupaten."),
    )


def _order(agreement: PlacementAgreement, day: date) -> Check:
    faults = rules.faults(orders.facts_of(agreement.order, on=day), on=day)
    found = [str(_STOPS[fault]) for fault in faults if fault in _STOPS]
    return Check(
        "job_order",
        not found,
        _("Licence, recruitment permit and job order hold.")
        if not found
        else _("Something does not hold: %(what)s.") % {"what": ", ".join(found)},
        _("Disnaker tells her what can be done: mend it, or change to another company."),
    )


def _sanction(agreement: PlacementAgreement, day: date) -> Check:
    agency = agreement.order.permit.agency
    standing = Sanction.objects.filter(agency=agency)
    running = any(one.imposed.period.covers(day) for one in standing)
    return Check(
        SANCTIONED,
        not running,
        _("The placement company is under a sanction.")
        if running
        else _("No sanction lies on the placement company."),
        _("Ask Disnaker whether it concerns her placement."),
        is_flag=True,
    )


def _charged(migration: Migration) -> Check:
    too_much = costs.overcharges(migration)
    return Check(
        OVERCHARGED,
        not too_much,
        _("She was charged more than the law allows.")
        if too_much
        else _("Nothing is known that she was charged above the law."),
        _("Disnaker demands it back for her; a loan does not pay for it."),
        is_flag=True,
    )


def ruled(migration: Migration) -> Iterator[Ruled]:
    """Yield what the cost rules of the file's day say about each item; '' is the cap on all."""
    book = costs.Book()
    ruleset = book.on(migration.ruleset_on)
    if ruleset is None:
        return
    found = book.rules_of(ruleset)
    for component in ("", *Component.values):
        rule = rule_for(
            component,
            found,
            occupation=migration.occupation,
            destination=migration.destination_id or "",
            default=Charge(ruleset.default),
        )
        yield Ruled(
            component,
            is_forbidden=rule.charge == Charge.FORBIDDEN,
            cap=rule.cap if rule.charge == Charge.CAPPED else None,
            is_undecided=rule.charge == Charge.REVIEW,
            source=rule.source,
        )


def wage(migration: Migration, *, at: datetime) -> Wage | None:
    """Return the wage of her agreement, else of its order that the attaché verified."""
    agreement = orders.agreement_of(migration)
    if agreement is None:
        return None
    order = agreement.order
    is_verified = order.verified_on is not None and agreement.known_to_dinas_on is not None
    amount = agreement.wage if agreement.wage is not None else order.wage
    return Wage(amount, order.currency, is_verified)
