"""Golden scenario 12: `Yoh. Nahak` and `Yohanis Nahak Bria`, born 01-07-1985 and 12-03-1985.

They may be one person. A human reviews it; no machine merges them. And a merge is reversible, with
its effect shown before, the stricter access class kept (R7.6).
"""

import pytest

from pulang.access import context
from pulang.access.terms import Role
from pulang.linkage.actions import identities, reviews, runs
from pulang.linkage.models import CandidatePair, IdentityChange, Record
from pulang.linkage.queries import reviews as queries
from pulang.linkage.tests.matching_cast import AT, actor, record
from pulang.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return actor(Role.DATA_STEWARD, email="rosa@example.org")


@pytest.fixture
def tika():
    return actor(Role.DATA_STEWARD, email="tika@example.org")


@pytest.fixture
def lists():
    """The bank's list and the parish's book, each with the man and with others."""
    bank = record("bank", "Yoh. Nahak", sex="M", born_on="1985-07-01", place_code="5321012003")
    parish = record(
        "parish", "Yohanis Nahak Bria", sex="M", born_on="1985-03-12", place_code="5321012003"
    )
    record("bank", "Maria Hoar Bete", sex="F", born_on="1990-11-20", place_code="5321012003")
    record("parish", "Petrus Klau", sex="M", born_on="1979-02-02", place_code="5321022001")
    return bank, parish


@pytest.fixture
def linked(rosa, lists):
    with context.acting(rosa):
        run = runs.request(by=rosa, at=AT, scope="full")
        runs.perform(run=run, by=rosa, at=AT)
    return lists


def test_the_two_stay_apart_and_wait_for_a_human(rosa, linked):
    bank, parish = linked

    with context.acting(rosa):
        one, other = Record.objects.get(pk=bank.pk).person, Record.objects.get(pk=parish.pk).person
        pair = CandidatePair.objects.get(left=bank, right=parish)

        assert one != other
        assert pair.state == "open"
        assert {bar["field"] for bar in pair.evidence} >= {"prior", "name", "born", "place"}
        assert sum(bar["bits"] for bar in pair.evidence) == pytest.approx(pair.weight, abs=0.5)
        assert queries.next_pair(rosa) == pair


def test_a_steward_sees_the_effect_merges_and_takes_it_back(rosa, linked):
    bank, parish = linked
    with context.acting(rosa):
        pair = CandidatePair.objects.get(left=bank, right=parish)
        effect = queries.effect_of(pair.left.person, pair.right.person)
        assert {change.merged for change in effect.golden} >= {"Yohanis Nahak Bria", "12-03-1985"}

        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)
        person = Record.objects.get(pk=bank.pk).person
        assert Record.objects.get(pk=parish.pk).person == person
        assert (person.full_name, str(person.born_on)) == ("Yohanis Nahak Bria", "1985-03-12")
        identities.undo(change=IdentityChange.objects.get(kind="merge"), by=rosa, at=AT)

        names = Person.objects.filter(state="active").values_list("full_name", flat=True)
        assert {"Yoh. Nahak", "Yohanis Nahak Bria"} <= set(names)


def test_a_merge_with_a_protected_person_waits_and_keeps_the_stricter_class(rosa, tika, linked):
    bank, parish = linked
    with context.acting(rosa):
        pair = CandidatePair.objects.get(left=bank, right=parish)
        Person.objects.filter(pk=Record.objects.get(pk=parish.pk).person_id).update(
            access_class="D5"
        )

        assert reviews.decide(pair=pair, outcome="same", by=rosa, at=AT).state == "second"

    with context.acting(tika):
        reviews.confirm(pair=pair, by=tika, at=AT)

        assert Record.objects.get(pk=bank.pk).person.access_class == "D5"
