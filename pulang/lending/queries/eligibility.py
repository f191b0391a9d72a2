"""Asking whether the safe way stands open; packages above register what they know.

Providers run as the automatic service: the bank learns an answer and its code, never the file.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.journey.models import Hold, Migration
from pulang.journey.terms import Stage
from pulang.lending.models import Application, Loan, Payee
from pulang.lending.rules.eligibility import (
    RECRUITER_DEBT,
    SAME_ACCOUNT,
    SAME_PHONE,
    Check,
)
from pulang.lending.terms import OPEN_APPLICATIONS, RUNNING, DebtKind, LoanState
from pulang.people.models import ContactPoint, Person
from pulang.people.queries.consents import sharable
from pulang.people.terms import ConsentPurpose, ContactKind, PersonState

Provider = Callable[..., Iterable[Check]]
"""provider(migration, at=…) yields checks, met or not."""

_providers: list[Provider] = []

FITTING = (Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED, Stage.DEPARTED)
"""Where she may stand when she asks for a loan to depart with."""


def register(provider: Provider) -> Provider:
    """Let a package say what must be met before a loan; registering twice is once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def before_applying(migration: Migration, *, at: datetime) -> tuple[Check, ...]:
    """Return what can be asked before there is an application: the person, her file, the papers."""
    with context.acting(service_actor(), reason="eligibility for a loan"):
        return tuple(_of_file(migration, at=at))


def checks_of(application: Application, *, at: datetime) -> tuple[Check, ...]:
    """Return everything about an application, its flags included."""
    with context.acting(service_actor(), reason="eligibility for a loan"):
        fresh = (
            Application.objects.select_related("migration__person", "migration__destination")
            .prefetch_related("debts")
            .get(pk=application.pk)
        )
        return (
            *_of_file(fresh.migration, at=at, but=fresh.pk),
            _consent(fresh.person_id),
            *_signs(fresh),
        )


def _of_file(migration: Migration, *, at: datetime, but: int | None = None) -> Iterator[Check]:
    person = migration.person
    yield _person(person)
    yield _stage(migration)
    yield _hold(migration)
    yield _no_other(person, but)
    for provider in _providers:
        yield from provider(migration, at=at)


def _person(person: Person) -> Check:
    is_met = person.state == PersonState.ACTIVE and bool(person.full_name)
    return Check(
        "person",
        is_met,
        _("She is registered under her name.")
        if is_met
        else _("The registry does not know her under a name that holds."),
        _("The village or the kabupaten completes her data."),
    )


def _stage(migration: Migration) -> Check:
    is_met = migration.closed_at is None and migration.stage in FITTING
    return Check(
        "registered",
        is_met,
        _("She is registered to work abroad.")
        if is_met
        else _(
            "Her file stands at “%(stage)s”: a departure loan is for those who are registered and have not begun to work."
        )
        % {"stage": Stage(migration.stage).label},
        _("Register at the village office or Disnaker of the kabupaten first."),
    )


def _hold(migration: Migration) -> Check:
    codes = list(
        Hold.objects.filter(migration=migration, lifted_at=None)
        .order_by("reason")
        .values_list("reason", flat=True)
        .distinct()
    )
    return Check(
        "halt",
        not codes,
        _("Her file is not halted.")
        if not codes
        else _("Her file is halted (code %(codes)s).") % {"codes": ", ".join(codes)},
        _("The office that halted it says when it goes on."),
    )


def _no_other(person: Person, but: int | None) -> Check:
    applications = Application.objects.filter(person=person, state__in=OPEN_APPLICATIONS)
    loans = Loan.objects.filter(person=person, state__in=(LoanState.APPROVED, *RUNNING))
    if but is not None:
        # Neither the application that is looked at nor the loan that came of it.
        applications = applications.exclude(pk=but)
        loans = loans.exclude(application_id__in=[but])
    is_met = not applications.exists() and not loans.exists()
    return Check(
        "no_other_loan",
        is_met,
        _("There is no other application or departure loan of hers.")
        if is_met
        else _("There is another application or a departure loan of hers."),
        _("Withdraw the other application, or pay that loan off first."),
    )


def _consent(person_id: int) -> Check:
    is_met = bool(sharable([person_id], ConsentPurpose.SHARE_BANK))
    return Check(
        "consent",
        is_met,
        _("She agreed that the bank sees her data for the loan.")
        if is_met
        else _("She has not agreed, or does not agree any more, that the bank sees her data."),
        _("Ask her; without her word nothing is shared."),
    )


def _signs(application: Application) -> Iterator[Check]:
    owed = any(debt.kind == DebtKind.RECRUITER for debt in application.debts.all())
    yield Check(
        RECRUITER_DEBT,
        not owed,
        _("She owes the recruiter or a go-between.") if owed else _("She owes no recruiter."),
        _("Ask her alone, without the recruiter. Nobody has to work off such a debt."),
        is_flag=True,
    )
    shared = _phone_of_another(application.person)
    yield Check(
        SAME_PHONE,
        not shared,
        _("Another borrower has the same phone number.")
        if shared
        else _("No other borrower has her phone number."),
        _("Ask whose phone it is, and who filled in the application."),
        is_flag=True,
    )
    shared = _account_of_another(application.person)
    yield Check(
        SAME_ACCOUNT,
        not shared,
        _("Money for another borrower goes to the same account.")
        if shared
        else _("No other borrower is paid to her account."),
        _("Ask whose account it is. Her money goes to her own."),
        is_flag=True,
    )


def _borrowers(but: Person) -> list[int]:
    asking = Application.objects.exclude(person=but).filter(state__in=OPEN_APPLICATIONS)
    owing = Loan.objects.exclude(person=but).filter(state__in=(LoanState.APPROVED, *RUNNING))
    return list(asking.values_list("person", flat=True).union(owing.values_list("person")))


def _phone_of_another(person: Person) -> bool:
    hers = ContactPoint.objects.filter(person=person, kind=ContactKind.PHONE).values("value")
    with_it = ContactPoint.objects.filter(kind=ContactKind.PHONE, value__in=hers)
    others = set(with_it.exclude(person=person).values_list("person", flat=True))
    return bool(others) and bool(others & set(_borrowers(person)))


def _account_of_another(person: Person) -> bool:
    hers = Payee.objects.filter(person=person).values("account_number")
    with_it = Payee.objects.filter(account_number__in=hers).exclude(person=None)
    return with_it.exclude(person=person).exists()
