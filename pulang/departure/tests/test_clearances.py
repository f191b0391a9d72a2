"""Clearing a departure: what is missing is said, what stops is stopped, what is taken back is gone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.errors import NotAllowed, WrongState
from pulang.departure.actions import agencies, clearances, costs
from pulang.departure.models import Clearance
from pulang.departure.queries import clearances as queries
from pulang.departure.queries import orders
from pulang.departure.tests.factories import (
    AT,
    TODAY,
    lorens_say,
    make_agreement,
    make_candidate,
    malaysia,
)
from pulang.journey.actions import holds, overrides, stages
from pulang.journey.models import Migration
from pulang.journey.queries import gates
from pulang.journey.terms import HoldReason, Scheme, Stage
from pulang.people.models import Person

pytestmark = pytest.mark.django_db
LEAVES = TODAY + timedelta(days=5)


def grant(by, migration, **given):
    return clearances.grant(
        **{
            "migration": migration, "exit_point": lorens_say(), "departs_on": LEAVES,
            "by": by, "at": AT,
        }
        | given
    )  # fmt: skip


def unmet(migration, target=Stage.CLEARED, at=AT):
    return {one.code for one in gates.check(migration, target=target, at=at).unmet}


@pytest.fixture
def ready(maria, order, belu):
    make_agreement(belu, maria, order)
    return maria


def test_whoever_has_everything_is_cleared_and_the_office_at_the_exit_knows(ready, belu, maumere):
    with context.acting(maumere):
        assert not Person.objects.exists()

    clearance = grant(belu, ready)

    assert Migration.objects.get().stage == Stage.CLEARED
    assert clearance.agreement is not None
    assert (clearance.departs_on, clearance.last_day) == (LEAVES, LEAVES + timedelta(days=2))
    with context.acting(maumere):
        assert Person.objects.get().full_name == "Maria Taneo"
        assert Clearance.objects.get() == clearance


def test_every_requirement_says_why_how_and_who(maria):
    answer = gates.check(maria, target=Stage.CLEARED, at=AT)

    assert {one.code for one in answer.unmet} == {"departure.agreement"}
    for one in answer.every:
        assert str(one.why)
        assert str(one.fix)
        assert str(one.who)


def test_without_an_agreement_nobody_is_cleared_and_nothing_remains(maria, belu):
    with pytest.raises(stages.Unmet) as refusal:
        grant(belu, maria)

    assert [one["code"] for one in refusal.value.facts["unmet"]] == ["departure.agreement"]
    assert Migration.objects.get().stage == Stage.PREPARING
    assert not Clearance.objects.exists()


@pytest.fixture
def alone(belu):
    context.enter(belu)
    return make_candidate(belu, scheme=Scheme.PERSEORANGAN)


def test_who_goes_on_her_own_needs_no_company(belu, alone):
    assert grant(belu, alone).agreement is None


@pytest.mark.parametrize("kind", ["suspension", "revocation"])
def test_a_company_stopped_after_the_agreement_clears_nobody_and_no_two_officers_help(
    ready, agency, province, belu, kind
):
    with context.acting(province):
        agencies.impose(
            agency=agency, kind=kind, starts_on=TODAY, decree="KEP-1", reason="x",
            by=province, at=AT,
        )  # fmt: skip

    assert unmet(ready) == {"departure.company"}
    with pytest.raises(overrides.CannotPass):
        overrides.ask(
            migration=ready, stage=Stage.CLEARED, requirement="departure.company",
            reason="please", by=belu, at=AT,
        )  # fmt: skip


def test_an_order_that_has_expired_clears_nobody(ready):
    later = AT.replace(year=2027, month=2)

    assert unmet(ready, at=later) == {"departure.company", "departure.permit", "departure.order"}


def test_a_closed_country_passes_only_with_two_officers_and_a_reason(ready, province, belu):
    with context.acting(province):
        agencies.close_destination(
            destination=malaysia(), starts_on=TODAY, decree="KEP-2", by=province, at=AT
        )
    assert unmet(ready) == {"departure.open_destination"}
    asked = overrides.ask(
        migration=ready, stage=Stage.CLEARED, requirement="departure.open_destination",
        reason="her sister's employer, known to the embassy", by=belu, at=AT,
    )  # fmt: skip
    with pytest.raises(stages.Unmet):
        grant(belu, ready)
    with context.acting(province):
        overrides.confirm(override=asked, by=province, at=AT)

    assert grant(belu, ready)


def test_a_wage_below_the_minimum_stops_her_and_an_unknown_minimum_does_not(ready, monkeypatch):
    assert "departure.wage" not in unmet(ready)

    def parameter(code, *, on):
        return Decimal(1900) if code == "wage-min-my" and on == TODAY else None

    monkeypatch.setattr(orders, "_law", [parameter])

    answer = gates.check(ready, target=Stage.CLEARED, at=AT)
    assert [one.code for one in answer.unmet] == ["departure.wage"]
    assert "1700" in answer.unmet[0].why
    assert "1900" in answer.unmet[0].why
    assert answer.unmet[0].may_override


def test_a_charge_nobody_looked_at_stops_her_until_it_is_decided(ready, belu):
    line = costs.record(
        migration=ready, component="ticket", amount=900_000, charged_to="worker",
        paid_to="agency", paid_on=TODAY, by=belu, at=AT,
    )  # fmt: skip
    assert unmet(ready) == {"departure.costs"}

    costs.review(line=line, decision="forbidden", note="letter sent", by=belu, at=AT)

    assert unmet(ready) == set()


def test_a_halted_file_is_neither_cleared_nor_leaves(ready):
    service = service_actor()
    with context.acting(service):
        holds.place(migration=ready, reason=HoldReason.H1, by=service, at=AT)

    assert unmet(ready) == {"departure.hold"}
    assert "departure.hold" in unmet(ready, Stage.DEPARTED)


@pytest.mark.parametrize(
    ("day", "open_"), [(LEAVES - timedelta(days=1), False), (LEAVES, True),
                       (LEAVES + timedelta(days=2), True), (LEAVES + timedelta(days=3), False)],
)  # fmt: skip
def test_she_leaves_only_on_a_day_that_the_clearance_covers(ready, belu, day, open_):
    grant(belu, ready)
    noon = AT.replace(day=1, month=12) + (day - date(2026, 12, 1))

    assert (unmet(ready, Stage.DEPARTED, at=noon) == set()) == open_


def test_a_clearance_taken_back_is_followed_and_she_prepares_again(ready, belu, monkeypatch):
    followed = []
    monkeypatch.setattr(
        clearances, "after_revoke", [lambda found, by, at: followed.append(found.pk)]
    )
    clearance = grant(belu, ready)

    clearances.revoke(clearance=clearance, because="The ship is cancelled.", by=belu, at=AT)

    found = Migration.objects.get()
    assert found.stage == Stage.PREPARING
    assert followed == [clearance.pk]
    assert queries.clearance_of(found) is None
    assert unmet(found, Stage.DEPARTED) == {"departure.cleared_for_the_day"}
    with pytest.raises(WrongState):
        clearances.revoke(clearance=clearance, because="again", by=belu, at=AT)


def test_a_clearance_is_followed_in_the_same_transaction(ready, belu, monkeypatch):
    def fails(found, by, at):
        raise WrongState("no pass")

    monkeypatch.setattr(clearances, "after_grant", [fails])

    with pytest.raises(WrongState):
        grant(belu, ready)

    assert Migration.objects.get().stage == Stage.PREPARING
    assert not Clearance.objects.exists()


def test_a_ship_that_is_late_moves_the_clearance(ready, belu):
    clearance = grant(belu, ready)

    moved = clearances.postpone(
        clearance=clearance, departs_on=LEAVES + timedelta(days=7), by=belu, at=AT
    )

    assert Migration.objects.get().stage == Stage.CLEARED
    assert queries.clearance_of(ready) == moved
    assert moved.exit_point == clearance.exit_point


@pytest.mark.parametrize(
    "given", [{"departs_on": TODAY - timedelta(days=1)}, {"days": 0}, {"days": 15},
              {"departs_on": TODAY + timedelta(days=400)}],
)  # fmt: skip
def test_a_clearance_is_for_few_days_to_come(ready, belu, given):
    with pytest.raises(clearances.DaysDoNotFit):
        grant(belu, ready, **given)


def test_only_the_kabupaten_clears(ready, province):
    with context.acting(province), pytest.raises(NotAllowed):
        grant(province, ready)
