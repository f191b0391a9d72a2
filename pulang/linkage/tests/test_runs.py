"""Runs: records become persons, once, and what people decided stays."""

import pytest

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed
from pulang.linkage.actions import runs
from pulang.linkage.models import CandidatePair, IdentityChange, LinkRun, Record
from pulang.linkage.tests.matching_cast import AT, ToldEngine, actor, record
from pulang.people.models import IdentityDocument, Person, PersonName

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return actor(Role.DATA_STEWARD)


@pytest.fixture
def maria_twice():
    one = record("passports", "Maria Bria", nik="5304125203850001", born_on="1985-03-12", sex="F")
    two = record(
        "bank", "MARIA Y. BRIA", born_on="1985-07-01", phone="+6281234567890", passport="A1234567"
    )
    other = record("bank", "Yohanis Nahak", sex="M", place_code="5304122001")
    return one, two, other


def do(steward, engine, scope="full"):
    with context.acting(steward):
        run = runs.request(by=steward, at=AT, scope=scope)
        return runs.perform(run=run, by=steward, at=AT, engine=engine)


def test_two_rows_of_maria_become_one_person_with_every_claim(steward, maria_twice):
    one, two, _ = maria_twice

    run = do(steward, ToldEngine(together=[{one.pk, two.pk}]))

    with context.acting(steward):
        person = Record.objects.get(pk=one.pk).person
        assert Record.objects.get(pk=two.pk).person == person
        assert Person.objects.count() == 2
        assert (person.full_name, str(person.born_on)) == ("Maria Bria", "1985-03-12")
        assert (person.nik, person.phone) == ("5304125203850001", "+6281234567890")
        assert "n5304125203850001" in person.search_keys
        assert PersonName.objects.filter(person=person).count() == 2
        passport = IdentityDocument.objects.get(kind="passport")
        assert passport.sealed_number
        assert "A1234567" not in passport.sealed_number
        assert run.report["created"] == 2
        link = IdentityChange.objects.get(kind="link")
        assert link.moved == {"records": [two.pk]}


def test_the_same_run_twice_changes_nothing(steward, maria_twice):
    one, two, other = maria_twice
    engine = ToldEngine(together=[{one.pk, two.pk}], doubts=[(two.pk, other.pk)])
    do(steward, engine)
    with context.acting(steward):
        before = list(Record.objects.values_list("pk", "person_id"))
        pairs = list(CandidatePair.objects.values_list("pk", flat=True))

    run = do(steward, engine)

    with context.acting(steward):
        assert list(Record.objects.values_list("pk", "person_id")) == before
        assert list(CandidatePair.objects.values_list("pk", flat=True)) == pairs
        assert run.report["created"] == run.report["joined"] == run.report["proposed"] == 0
        assert PersonName.objects.count() == 3


def test_new_rows_join_persons_of_the_registry(steward, maria_twice):
    one, _two, _other = maria_twice
    with context.acting(steward):
        record("parish", "Regina")
    do(steward, ToldEngine())

    with context.acting(steward):
        fresh = record("parish", "Maria Yasinta Bria", stated_on="2026-01-01")
    do(steward, ToldEngine(together=[{one.pk, fresh.pk}]), scope="new")

    with context.acting(steward):
        person = Record.objects.get(pk=fresh.pk).person
        assert person.pk == Record.objects.get(pk=one.pk).person_id
        assert {name.full_name for name in person.personnames.all()} == {
            "Maria Bria",
            "Maria Yasinta Bria",
        }
        assert "maria+yasinta" in " ".join(person.search_keys) or any(
            "jasinta" in k for k in person.search_keys
        )
        change = IdentityChange.objects.get(kind="link", kept=person)
        assert change.moved == {"records": [fresh.pk]}


def test_two_persons_of_the_registry_are_never_merged_by_a_run(steward, maria_twice):
    one, two, _ = maria_twice
    do(steward, ToldEngine())

    do(steward, ToldEngine(together=[{one.pk, two.pk}]))

    with context.acting(steward):
        assert Person.objects.filter(state="active").count() == 3
        pair = CandidatePair.objects.get()
        assert (pair.left_id, pair.right_id, pair.state) == (one.pk, two.pk, "open")


def test_what_was_decided_different_is_not_proposed_again(steward, maria_twice):
    one, two, _ = maria_twice
    do(steward, ToldEngine(doubts=[(one.pk, two.pk)]))
    with context.acting(steward):
        CandidatePair.objects.update(state="different")
        third = record("parish", "Maria Bria")
    do(steward, ToldEngine(together=[{two.pk, third.pk}]), scope="new")

    do(steward, ToldEngine(together=[{one.pk, two.pk, third.pk}]))

    with context.acting(steward):
        assert CandidatePair.objects.count() == 1


def test_nothing_joins_a_person_under_protection_without_a_human(steward, maria_twice):
    one, _two, _ = maria_twice
    do(steward, ToldEngine())
    with context.acting(steward):
        Person.objects.filter(records=one.pk).update(access_class="D5")
        fresh = record("parish", "Maria Bria", nik="5304125203850001")

    do(steward, ToldEngine(together=[{one.pk, fresh.pk}]), scope="new")

    with context.acting(steward):
        assert Record.objects.get(pk=fresh.pk).person_id != Record.objects.get(pk=one.pk).person_id
        assert CandidatePair.objects.get().right_id == fresh.pk


def test_a_person_registered_at_the_desk_takes_part(steward):
    from pulang.people.actions import persons

    with context.acting(steward):
        person = persons.create(draft=persons.Draft(full_name="Regina Hoar"), by=steward, at=AT)
        fresh = record("parish", "Regina Hoar Bete", stated_on="2026-02-02")
        run = runs.request(by=steward, at=AT, scope="full")

        class Together(ToldEngine):
            def unify(self, records, **how):
                self.together = [set(records["record_id"].to_list())]
                return super().unify(records, **how)

        runs.perform(run=run, by=steward, at=AT, engine=Together())

        assert Record.objects.get(pk=fresh.pk).person == person
        assert Person.objects.count() == 1


@pytest.fixture
def officer():
    return actor(Role.VILLAGE_OFFICER)


def test_only_a_steward_starts_a_run(officer):
    with context.acting(officer), pytest.raises(NotAllowed):
        runs.request(by=officer, at=AT)

    assert not LinkRun.objects.exists()
