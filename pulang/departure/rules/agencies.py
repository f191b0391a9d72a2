"""Whether a placement company may place anybody on a day, and whether a job order takes one more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pulang.departure.terms import Fault, SanctionKind, Standing

SOON_DAYS = 30
"""A permit that ends within so many days is shown as ending (handbook R1.2)."""


@dataclass(frozen=True, slots=True)
class Period:
    """[starts_on, ends_on); without an end it goes on."""

    starts_on: date
    ends_on: date | None = None

    def covers(self, on: date) -> bool:
        """Tell whether the day lies in the period."""
        return self.starts_on <= on and (self.ends_on is None or on < self.ends_on)

    def ends_soon(self, on: date) -> bool:
        """Tell whether it covers the day and ends within a month."""
        return (
            self.covers(on)
            and self.ends_on is not None
            and self.ends_on <= on + timedelta(days=SOON_DAYS)
        )


@dataclass(frozen=True, slots=True)
class Imposed:
    """A sanction and its period."""

    kind: SanctionKind
    period: Period


def standing(licence: Period, sanctions: Iterable[Imposed], *, on: date) -> Standing:
    """Return the company's standing on a day; the gravest matter counts.

    A revocation has no end by itself: the licence is gone until a new one is entered. A written
    warning stops nobody.
    """
    kinds = {one.kind for one in sanctions if one.period.covers(on)}
    if SanctionKind.REVOCATION in kinds:
        return Standing.REVOKED
    if SanctionKind.SUSPENSION in kinds:
        return Standing.SUSPENDED
    if on < licence.starts_on:
        return Standing.NOT_YET
    return Standing.VALID if licence.covers(on) else Standing.EXPIRED


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """A job order with what stands above it, as of a day."""

    standing: Standing
    permit: Period
    quota: int
    quota_used: int
    order: Period
    places: int
    places_used: int
    is_verified: bool
    is_closed: bool


def faults(facts: OrderFacts, *, on: date) -> Iterator[Fault]:
    """Yield why nobody may leave under this order on a day, whether or not places are left."""
    if facts.standing != Standing.VALID:
        yield Fault.LICENCE
    if not facts.permit.covers(on):
        yield Fault.PERMIT
    if not facts.order.covers(on):
        yield Fault.ORDER
    if not facts.is_verified:
        yield Fault.UNVERIFIED
    if facts.is_closed:
        yield Fault.CLOSED


def refusals(facts: OrderFacts, *, on: date) -> tuple[Fault, ...]:
    """Return why the order takes nobody further; empty when an agreement can be signed."""
    found = list(faults(facts, on=on))
    if facts.quota_used >= facts.quota:
        found.append(Fault.QUOTA)
    if facts.places_used >= facts.places:
        found.append(Fault.FULL)
    return tuple(found)
