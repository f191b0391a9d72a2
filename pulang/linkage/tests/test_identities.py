"""Merge, split, undo: any sequence undone in reverse order gives back what was."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.linkage.actions import golden, identities, runs
from pulang.linkage.models import IdentityChange, Override, Record
from pulang.linkage.tests.matching_cast import AT, ToldEngine, actor, record, source
from pulang.people.models import (
    Address,
    CivilFact,
    ContactPoint,
    IdentityDocument,
    Person,
    PersonName,
)

pytestmark = pytest.mark.django_db
CLAIMS = (PersonName, CivilFact, IdentityDocument, ContactPoint, Address)


@pytest.fixture
def steward():
    return actor(Role.DATA_STEWARD)


@pytest.fixture
def village(steward):
    """Five persons with two or three records each, of three organisations."""
    for slug, office in (("bank", "Bank NTT"), ("parish", "Paroki Betun"), ("blk", "UPTD BLK")):
        source(slug, organisation=office)
    groups = []
    for at, (given_name, fam) in enumerate(
        [
            ("Maria", "Bria"),
            ("Yohanis", "Nahak"),
            ("Regina", "Hoar"),
            ("Petrus", "Tefa"),
            ("Ana", "Kolo"),
        ]
    ):
        rows = [
            record(
                "bank", f"{given_name} {fam}", born_on=f"198{at}-03-12", phone=f"+62812345678{at}0"
            ),
            record("parish", f"{given_name} {fam} {at}", nik=f"53041252038{at}0001", sex="F"),
        ]
        if at % 2:
            rows.append(
                record("blk", f"{given_name}", place_code="5304122001", passport=f"A123456{at}")
            )
        groups.append({row.pk for row in rows})
    with context.acting(steward):
        run = runs.request(by=steward, at=AT, scope="full")
        runs.perform(run=run, by=steward, at=AT, engine=ToldEngine(together=groups))
    return groups


def world():
    """Everything that a change may move, of persons who stand."""
    return {
        "records": list(Record.objects.order_by("pk").values_list("pk", "person_id")),
        **{
            model.__name__: list(model.objects.order_by("pk").values_list("pk", "person_id"))
            for model in CLAIMS
        },
        "persons": list(
            Person.objects.filter(state="active")
            .order_by("pk")
            .values(
                "pk", "full_name", "sex", "born_on", "birth_precision", "birthplace", "mother_name", "nik",
                "phone", "place_code", "known_to", "access_class", "search_keys",
            )
        ),
    }  # fmt: skip


steps = st.lists(
    st.tuples(st.sampled_from(["merge", "split"]), st.integers(0, 99), st.integers(0, 99)),
    min_size=1,
    max_size=6,
)


@given(steps=steps)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sequence_of_merges_and_splits_is_undone_in_reverse(steward, village, steps):
    with context.acting(steward):
        before = world()
        done = []
        for kind, one, other in steps:
            persons = list(Person.objects.filter(state="active").order_by("pk"))
            try:
                first = persons[one % len(persons)]
                if kind == "merge":
                    second = persons[other % len(persons)]
                    if first == second:
                        continue
                    done.append(identities.merge(one=first, other=second, by=steward, at=AT))
                else:
                    ids = list(first.records.order_by("pk").values_list("pk", flat=True))
                    if len(ids) < 2:
                        continue
                    some = ids[: 1 + other % (len(ids) - 1)]
                    done.append(identities.split(person=first, record_ids=some, by=steward, at=AT))
            except Refused:
                continue

        for change in reversed(done):
            identities.undo(change=change, by=steward, at=AT)

        assert world() == before


@pytest.fixture
def two(steward, village):
    with context.acting(steward):
        return list(Person.objects.order_by("pk")[:2])


def test_an_earlier_change_is_not_undone_before_a_later_one(steward, village, two):
    with context.acting(steward):
        third = Person.objects.order_by("pk")[2]
        first = identities.merge(one=two[0], other=two[1], by=steward, at=AT)
        two[0].refresh_from_db()
        identities.split(
            person=two[0], record_ids=first.moved["rows"][identities.RECORDS][:1], by=steward, at=AT
        )

        with pytest.raises(identities.LaterChange):
            identities.undo(change=first, by=steward, at=AT)

        assert third.state == "active"


def test_undoing_twice_changes_nothing(steward, two):
    with context.acting(steward):
        change = identities.merge(one=two[0], other=two[1], by=steward, at=AT)
        identities.undo(change=change, by=steward, at=AT)
        before = world()

        identities.undo(change=change, by=steward, at=AT)

        assert world() == before


def test_a_merged_person_is_not_merged_again(steward, two):
    with context.acting(steward):
        identities.merge(one=two[0], other=two[1], by=steward, at=AT)
        third = Person.objects.order_by("pk")[2]

        with pytest.raises(WrongState):
            identities.merge(one=two[1], other=third, by=steward, at=AT)


def test_an_organisation_no_longer_knows_a_person_whose_only_row_of_it_left(steward, village, two):
    with context.acting(steward):
        parish = Record.objects.get(person=two[0], source__slug="parish")
        office = parish.source.organisation_id

        change = identities.split(person=two[0], record_ids=[parish.pk], by=steward, at=AT)

        two[0].refresh_from_db()
        change.other.refresh_from_db()
        assert office not in two[0].known_to
        assert change.other.known_to == [office]
        assert two[0].nik == ""
        assert change.other.nik


def test_a_link_of_a_run_can_be_undone_and_that_again(steward, village, two):
    with context.acting(steward):
        before = world()
        link = IdentityChange.objects.get(kind="link", kept=two[0])

        identities.undo(change=link, by=steward, at=AT)

        assert Record.objects.filter(person=two[0]).count() == 1
        split = IdentityChange.objects.get(kind="split")
        identities.undo(change=split, by=steward, at=AT)
        assert world() == before
        link.refresh_from_db()
        assert link.undone_at is None


def test_records_split_off_are_not_proposed_again(steward, village, two):
    with context.acting(steward):
        ids = list(Record.objects.filter(person=two[0]).values_list("pk", flat=True))
        identities.split(person=two[0], record_ids=ids[1:], by=steward, at=AT)
        run = runs.request(by=steward, at=AT, scope="full")

        runs.perform(run=run, by=steward, at=AT, engine=ToldEngine(together=[set(ids)]))

        run.refresh_from_db()
        assert run.report["proposed"] == 0


def test_at_least_one_record_stays(steward, two):
    with context.acting(steward):
        ids = list(Record.objects.filter(person=two[0]).values_list("pk", flat=True))

        with pytest.raises(identities.NothingToSplit):
            identities.split(person=two[0], record_ids=ids, by=steward, at=AT)


def test_a_steward_chooses_a_value_and_lets_the_rule_choose_again(steward, two):
    with context.acting(steward):
        before = world()
        chosen = golden.override(
            person=two[0],
            field="full_name",
            value="Maria Yasinta Bria",
            reason="KTP dilihat",
            by=steward,
            at=AT,
        )
        two[0].refresh_from_db()
        assert two[0].full_name == "Maria Yasinta Bria"
        assert "jasinta" in two[0].search_keys

        golden.end_override(override=chosen, by=steward, at=AT)

        assert world() == before
        assert Override.objects.get().ended_by == steward.membership_id


def test_a_chosen_value_needs_a_reason_and_must_fit(steward, two):
    with context.acting(steward):
        for field, value, reason in (
            ("full_name", "X", ""),
            ("nik", "123", "KTP"),
            ("sex", "perempuan", "KTP"),
            ("state", "merged", "x"),
        ):
            with pytest.raises(golden.NotAChoice):
                golden.override(
                    person=two[0], field=field, value=value, reason=reason, by=steward, at=AT
                )


def test_a_correction_at_the_desk_settles_by_the_same_rule_for_an_officer(officer, steward, two):
    from pulang.people.actions import persons

    with context.acting(steward):
        here = Record.objects.get(
            person=Person.objects.order_by("pk")[1], source__slug="blk"
        ).person
        here.records.filter(source__slug="parish").update(place_code="5304122001")
    with context.acting(officer):
        seen = Person.objects.get(pk=here.pk)
        persons.add_claims(
            person=seen, draft=persons.Draft(mother_name="Ana Hoar"), by=officer, at=AT
        )
        by_officer = Person.objects.filter(pk=here.pk).values(*golden.GOLDEN).get()

    with context.acting(steward):
        golden.settle([here.pk])

        assert Person.objects.filter(pk=here.pk).values(*golden.GOLDEN).get() == by_officer
        assert by_officer["mother_name"] == "Ana Hoar"


@pytest.fixture
def officer(village):
    return actor(Role.VILLAGE_OFFICER, area="5304122001")


def test_an_officer_neither_merges_nor_chooses(officer, two):
    with context.acting(officer):
        for attempt in (
            lambda: identities.merge(one=two[0], other=two[1], by=officer, at=AT),
            lambda: identities.split(person=two[0], record_ids=[1], by=officer, at=AT),
            lambda: golden.override(
                person=two[0], field="full_name", value="X", reason="x", by=officer, at=AT
            ),
        ):
            with pytest.raises((Refused, NotFound)):
                attempt()


def test_no_table_that_names_a_person_is_forgotten_by_a_merge():
    from django.apps import apps

    from pulang.people.queries.references import references

    told = {(model, name) for model, name in references()}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if (
                getattr(field, "related_model", None) is Person
                and field.concrete
                and model is not Person
            ):
                kept = getattr(model, "STAYS_WHEN_MERGED", ())
                assert (model, field.name) in told or field.name in kept
