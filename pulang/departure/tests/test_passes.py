"""From a clearance to a pass, and from a scan in the hills to a departure."""

import random
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.errors import NotAllowed, NotFound
from pulang.departure.actions import clearances, passes
from pulang.departure.actions.passes import Told
from pulang.departure.models import Pass, PassKeySecret, Scan
from pulang.departure.queries import passes as queries
from pulang.departure.rules import token
from pulang.departure.rules.scans import SAME_PASSAGE, Seen, settle
from pulang.departure.rules.token import Verdict
from pulang.departure.tests.factories import AT, TODAY, lorens_say, make_agreement
from pulang.journey.models import Event, Migration
from pulang.journey.terms import EventState, Stage
from pulang.people.actions import persons
from pulang.people.actions.persons import Draft

pytestmark = pytest.mark.django_db
LEAVES = TODAY + timedelta(days=2)
MORNING = AT + timedelta(days=2)


@pytest.fixture
def cleared(maria, order, belu) -> Migration:
    make_agreement(belu, maria, order)
    persons.add_claims(
        person=maria.person,
        draft=Draft(born_on=date(1998, 3, 9), document_kind="passport", document_number="C9900001"),
        by=belu,
        at=AT,
    )
    maria.refresh_from_db()
    clearances.grant(migration=maria, exit_point=lorens_say(), departs_on=LEAVES, by=belu, at=AT)
    return maria


def issued() -> Pass:
    with context.acting(service_actor()):
        return Pass.objects.select_related("migration").latest("pk")


def told(number: int, *, minutes: int = 0, at: str = "", text: str = "") -> Told:
    return Told(
        client_id=UUID(int=number),
        text=text or issued().token,
        scanned_at=MORNING + timedelta(minutes=minutes),
        said=Verdict.VALID,
        exit_point=at or lorens_say().pk,
    )


def test_a_clearance_issues_one_pass_and_taking_it_back_revokes_it(cleared, belu):
    context.enter(belu)
    made = Pass.objects.get()
    claims = queries.read(made.token, at=MORNING, on=LEAVES).claims
    assert claims is not None
    assert (claims.passport, claims.birth_year, claims.destination) == ("001", 1998, "MY")
    assert passes.issue(clearance=made.clearance, by=belu, at=AT) == made

    clearances.revoke(clearance=made.clearance, because="she is ill", by=belu, at=AT)

    assert queries.read(made.token, at=MORNING, on=LEAVES).verdict == Verdict.REVOKED
    listed = passes.signed_revocations(at=AT)
    assert bytes(made.pass_id) in token.read_revocations(listed, keys=queries.keys())[1]


def test_a_new_key_signs_and_the_old_pass_is_still_read(cleared, belu):
    context.enter(belu)
    old = Pass.objects.get()
    key = passes.turn_key(by=belu, at=AT)

    assert queries.signing_key(on=TODAY) == key
    assert queries.read(old.token, at=MORNING, on=LEAVES).is_valid


def test_the_port_reads_neither_keys_secret_nor_the_file(cleared, maumere):
    context.enter(maumere)

    assert not PassKeySecret.objects.exists()
    with pytest.raises(NotAllowed):
        passes.turn_key(by=maumere, at=AT)


def test_a_scan_lets_her_depart_at_the_moment_of_the_scan(cleared, maumere, belu):
    context.enter(maumere)

    verdicts = passes.hear(
        scans=[told(1)], device="phone", by=maumere, at=MORNING + timedelta(days=3)
    )

    assert list(verdicts.values()) == ["valid"]
    context.enter(belu)
    left = Migration.objects.get(pk=cleared.pk)
    assert (left.stage, left.stage_since) == (Stage.DEPARTED, MORNING)


def test_a_look_before_the_pass_was_revoked_holds_however_late_it_is_told(cleared, maumere, belu):
    context.enter(belu)
    passes.revoke(
        issued=issued(), because="found out later", by=belu, at=MORNING + timedelta(minutes=10)
    )
    context.enter(maumere)

    verdicts = passes.hear(
        scans=[told(1), told(2, minutes=20)],
        device="phone",
        by=maumere,
        at=MORNING + timedelta(days=1),
    )

    assert sorted(verdicts.values()) == ["revoked", "valid"]
    with context.acting(service_actor()):
        assert Migration.objects.get(pk=cleared.pk).stage == Stage.DEPARTED


def test_a_forged_pass_is_noted_and_moves_nobody(cleared, maumere, belu):
    context.enter(maumere)
    broken = issued().token[:-3] + "000"

    verdicts = passes.hear(scans=[told(1, text=broken)], device="x", by=maumere, at=MORNING)

    assert set(verdicts.values()) <= {"bad_signature", "malformed"}
    context.enter(belu)
    assert Migration.objects.get(pk=cleared.pk).stage == Stage.CLEARED


def _state() -> tuple[object, ...]:
    with context.acting(service_actor()):
        made = Pass.objects.select_related("migration").latest("pk")
        scans = Scan.objects.order_by("client_id").values_list("client_id", "verdict")
        left = Event.objects.filter(
            migration=made.migration, stage=Stage.DEPARTED, state=EventState.HOLDS
        ).get()
        return (
            made.used_at,
            made.used_exit_point_id,
            made.migration.stage,
            made.migration.stage_since,
            left.occurred_at,
            tuple(scans),
        )


LOG = ((1, 0), (2, 30), (3, 500), (4, -20))


@pytest.fixture
def elsewhere(_places) -> str:
    from pulang.places.models import ExitPoint, Place

    return ExitPoint.objects.get_or_create(
        code="test-tenau",
        defaults={
            "name": "Tenau",
            "kind": "sea",
            "regency": Place.objects.get(code="5304"),
            "source": "test",
        },
    )[0].pk


@pytest.mark.parametrize("sequence", list(permutations(range(4))))
def test_a_log_told_in_any_order_any_number_of_times_gives_the_same_state(
    cleared, maumere, elsewhere, sequence
):
    context.enter(maumere)
    dice = random.Random(str(sequence))
    log = [told(number, minutes=minutes) for number, minutes in LOG[:3]]
    log.append(told(4, minutes=-20, at=elsewhere))

    for number in sequence:
        for _again in range(dice.randrange(1, 3)):
            passes.hear(scans=[log[number]], device="a", by=maumere, at=MORNING + timedelta(days=1))
    passes.hear(scans=log, device="b", by=maumere, at=MORNING + timedelta(days=2))

    used_at, where, stage, since, happened, scans = _state()
    assert (used_at, where) == (MORNING - timedelta(minutes=20), elsewhere)
    assert stage == Stage.DEPARTED
    assert since == happened == used_at
    assert [verdict for _one, verdict in scans] == [
        "used_elsewhere",
        "used_elsewhere",
        "used_elsewhere",
        "valid",
    ]


seen = st.builds(
    Seen,
    client_id=st.uuids().map(str),
    exit_point=st.sampled_from(["a", "b"]),
    scanned_at=st.integers(0, 600).map(lambda minutes: AT + timedelta(minutes=minutes)),
)


@given(st.lists(seen, max_size=8, unique_by=lambda one: one.client_id), st.randoms())
def test_the_verdicts_depend_on_the_set_of_scans_alone(scans, dice):
    shuffled = dice.sample(scans, len(scans))

    assert settle(shuffled) == settle(scans)
    valid = [one for one in scans if settle(scans)[one.client_id] == Verdict.VALID]
    assert bool(valid) == bool(scans)
    assert len({one.exit_point for one in valid}) <= 1
    if valid:
        moments = [one.scanned_at for one in valid]
        assert max(moments) - min(moments) <= SAME_PASSAGE


def test_a_lost_paper_is_found_by_passport_and_birth_date_and_nothing_else(cleared, maumere):
    context.enter(maumere)

    found = passes.look_up(passport="c 9900001", born_on=date(1998, 3, 9), by=maumere, at=MORNING)

    assert found.checked.is_valid
    for passport, born in (("C9900001", date(1998, 3, 10)), ("C9900002", date(1998, 3, 9))):
        with pytest.raises(NotFound):
            passes.look_up(passport=passport, born_on=born, by=maumere, at=MORNING)


def test_who_tries_numbers_is_stopped(cleared, maumere):
    context.enter(maumere)
    for _number in range(passes._LOOKS_AN_HOUR):
        with pytest.raises(NotFound):
            passes.look_up(passport="A1", born_on=date(1990, 1, 1), by=maumere, at=MORNING)

    with pytest.raises(passes.TooManyLooks):
        passes.look_up(passport="C9900001", born_on=date(1998, 3, 9), by=maumere, at=MORNING)
