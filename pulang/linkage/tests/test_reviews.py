"""Reviews: four outcomes, two persons where documents change, everything can be taken back."""

import pytest
from django.db.models import ProtectedError  # noqa: F401

from pulang.access import context
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed
from pulang.linkage.actions import identities, reviews, runs
from pulang.linkage.models import CandidatePair, IdentityChange, Record
from pulang.linkage.queries import reviews as queries
from pulang.linkage.tests.matching_cast import AT, ToldEngine, actor, record
from pulang.people.models import Person, PersonName

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return actor(Role.DATA_STEWARD, email="rosa@example.org")


@pytest.fixture
def tika():
    return actor(Role.DATA_STEWARD, email="tika@example.org")


@pytest.fixture
def officer():
    return actor(Role.VILLAGE_OFFICER)


def run(steward, **told):
    with context.acting(steward):
        asked = runs.request(by=steward, at=AT, scope="full")
        runs.perform(run=asked, by=steward, at=AT, engine=ToldEngine(**told))


@pytest.fixture
def pair(rosa):
    """Yoh. Nahak of the bank and Yohanis Nahak Bria of the parish: a doubt."""
    one = record("bank", "Yoh. Nahak", born_on="1985-07-01")
    two = record("parish", "Yohanis Nahak Bria", born_on="1985-03-12", nik="5304121203850001")
    run(rosa, doubts=[(one.pk, two.pk)])
    with context.acting(rosa):
        return CandidatePair.objects.get()


@pytest.fixture
def two_niks(rosa):
    one = record("bank", "Maria Bria", nik="5304125203850002")
    two = record("parish", "Maria Y. Bria", nik="5304125203850001")
    run(rosa, doubts=[(one.pk, two.pk)])
    with context.acting(rosa):
        return CandidatePair.objects.get()


def state_of(steward):
    with context.acting(steward):
        return {
            "records": list(Record.objects.order_by("pk").values_list("pk", "person_id")),
            "names": list(PersonName.objects.order_by("pk").values_list("pk", "person_id")),
            "persons": list(
                Person.objects.order_by("pk").values_list(
                    "pk",
                    "state",
                    "full_name",
                    "born_on",
                    "nik",
                    "known_to",
                    "access_class",
                    "search_keys",
                )
            ),
            "pairs": list(CandidatePair.objects.order_by("pk").values_list("pk", "state")),
        }


def test_same_makes_one_person_and_everything_follows(rosa, pair):
    with context.acting(rosa):
        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)

        one, two = Record.objects.order_by("pk")
        assert one.person == two.person
        assert one.person.full_name == "Yohanis Nahak Bria"
        assert str(one.person.born_on) == "1985-03-12"
        merged = Person.objects.get(state="merged")
        assert merged.merged_into == one.person
        assert not merged.personnames.exists()
        assert IdentityChange.objects.get(kind="merge").moved["rows"]["linkage.record.person"] == [
            two.pk
        ]


@pytest.mark.parametrize("outcome", ["different", "unsure", "field_visit"])
def test_other_answers_move_nothing(rosa, pair, outcome):
    before = state_of(rosa)["records"]

    with context.acting(rosa):
        reviews.decide(pair=pair, outcome=outcome, by=rosa, at=AT, note="Tanya Pak Yos")

    assert state_of(rosa)["records"] == before
    with context.acting(rosa):
        assert CandidatePair.objects.values_list("state", "note").get() == (
            outcome,
            "Tanya Pak Yos",
        )


def test_the_same_press_twice_is_harmless(rosa, pair):
    with context.acting(rosa):
        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)

        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)

        assert IdentityChange.objects.filter(kind="merge").count() == 1


def test_the_second_reviewer_hears_who_was_quicker(rosa, tika, pair):
    with context.acting(rosa):
        reviews.decide(pair=pair, outcome="different", by=rosa, at=AT)

    with context.acting(tika), pytest.raises(reviews.AlreadyDecided, match="rosa"):
        reviews.decide(pair=pair, outcome="same", by=tika, at=AT)


def test_undoing_the_last_decision_restores_everything(rosa, pair):
    before = state_of(rosa)
    with context.acting(rosa):
        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)

        reviews.undo_last(by=rosa, at=AT)

    assert state_of(rosa) == before


def test_a_merge_of_two_niks_waits_for_another_steward(rosa, tika, two_niks):
    with context.acting(rosa):
        decided = reviews.decide(pair=two_niks, outcome="same", by=rosa, at=AT)

        assert decided.state == "second"
        assert not Person.objects.filter(state="merged").exists()
        with pytest.raises(reviews.SamePersonTwice):
            reviews.confirm(pair=two_niks, by=rosa, at=AT)

    with context.acting(tika):
        reviews.confirm(pair=two_niks, by=tika, at=AT)
        reviews.confirm(pair=two_niks, by=tika, at=AT)

        assert Person.objects.filter(state="merged").count() == 1
        assert IdentityChange.objects.filter(kind="merge").count() == 1


def test_one_human_with_two_memberships_is_not_a_second_person(rosa, two_niks, twin_membership):
    with context.acting(rosa):
        reviews.decide(pair=two_niks, outcome="same", by=rosa, at=AT)

    with context.acting(twin_membership), pytest.raises(reviews.SamePersonTwice):
        reviews.confirm(pair=two_niks, by=twin_membership, at=AT)


@pytest.fixture
def twin_membership(rosa):
    return actor(Role.DATA_STEWARD, email="rosa@example.org", organisation="Dinas Sosial NTT")


@pytest.fixture
def spelt(rosa):
    one = record("bank", "Melkianus Tefa", born_on="1985-07-01")
    two = record("parish", "Melkyanos Tefa", born_on="1985-07-01")
    run(rosa, doubts=[(one.pk, two.pk)])
    with context.acting(rosa):
        return CandidatePair.objects.get()


def test_a_decision_suggests_the_spelling_for_the_book_of_names(rosa, spelt):
    from pulang.people.models import NameSuggestion

    with context.acting(rosa):
        reviews.decide(pair=spelt, outcome="same", by=rosa, at=AT)

        assert NameSuggestion.objects.filter(state="open").count() == 1


def test_a_declined_merge_goes_back_to_the_queue(rosa, tika, two_niks):
    with context.acting(rosa):
        reviews.decide(pair=two_niks, outcome="same", by=rosa, at=AT)

    with context.acting(tika):
        reviews.decline(pair=two_niks, by=tika, at=AT, note="NIK lain")

        assert CandidatePair.objects.values_list("state", "decided_by").get() == ("open", None)


def test_the_strictest_access_class_survives_a_merge_and_its_undoing(rosa, tika, pair):
    with context.acting(rosa):
        Person.objects.filter(records=pair.right_id).update(access_class="D5")
        before = state_of(rosa)
        reviews.decide(pair=pair, outcome="same", by=rosa, at=AT)
    with context.acting(tika):
        reviews.confirm(pair=pair, by=tika, at=AT)
        assert Record.objects.get(pk=pair.left_id).person.access_class == "D5"
        change = IdentityChange.objects.get(kind="merge")

        identities.undo(change=change, by=tika, at=AT)

    after = state_of(rosa)
    assert after["persons"] == before["persons"]


def test_an_officer_decides_nothing(officer, pair):
    with context.acting(officer), pytest.raises(NotAllowed):
        reviews.decide(pair=pair, outcome="same", by=officer, at=AT)


def test_an_officer_does_not_even_see_the_queue(officer, pair):
    with context.acting(officer):
        assert not queries.queue().exists()


def test_the_page_of_a_pair_says_what_a_merge_would_do(
    rosa, two_niks, django_assert_max_num_queries
):
    with context.acting(rosa), django_assert_max_num_queries(60):
        page = queries.page_of(queries.pair_for(rosa, two_niks.public_id), rosa)

    assert page.effect is not None
    assert "nik_differs" in page.effect.reasons
    rows = {row.label: row.agreement for row in page.comparisons}
    assert rows["NIK"] == "differs"
    assert "alike" in rows.values()
