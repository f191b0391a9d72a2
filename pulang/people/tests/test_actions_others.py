"""Households, consents and the book of names."""

from datetime import date, timedelta

import pytest

from pulang.access import context
from pulang.base.errors import NotAllowed, WrongState
from pulang.people import queries
from pulang.people.actions import consents, dictionary, households
from pulang.people.actions.consents import Given
from pulang.people.actions.households import Membership
from pulang.people.actions.persons import Draft
from pulang.people.models import NameGroup, NameSuggestion, Person
from pulang.people.tests.factories import AT, TODAY, make_person


@pytest.fixture
def maria(as_malaka):
    return make_person(
        as_malaka, full_name="Maria Bete Seran", sex="F", born_on=date(1990, 5, 8),
        place_code="5321012009",
    )  # fmt: skip


def test_the_children_who_stay_behind_are_seen_with_who_looks_after_them(as_malaka, maria):
    house = households.found(
        person=maria, membership=Membership("spouse", is_away=True), by=as_malaka, at=AT
    )
    households.join_new(
        household=house, draft=Draft(full_name="Ina Seran", born_on=date(2018, 2, 2)),
        membership=Membership("child"), by=as_malaka, at=AT,
    )  # fmt: skip

    alone = queries.households.households_of(maria, today=TODAY)[0]
    households.join_new(
        household=house, draft=Draft(full_name="Agnes Bete", born_on=date(1955, 1, 1)),
        membership=Membership("grandparent", is_caregiver=True), by=as_malaka, at=AT,
    )  # fmt: skip
    with_grandmother = queries.households.households_of(maria, today=TODAY)[0]

    assert [member.stays_behind_as for member in alone.left_behind] == ["child"]
    assert alone.concern
    assert [member.stays_behind_as for member in with_grandmother.left_behind] == ["child", "elder"]
    assert with_grandmother.concern != alone.concern
    assert with_grandmother.place == "Kletek, Malaka Tengah, Kabupaten Malaka"


def test_nobody_is_left_behind_while_all_are_at_home(as_malaka, maria):
    households.found(person=maria, membership=Membership("head"), by=as_malaka, at=AT)

    assert queries.households.households_of(maria, today=TODAY)[0].left_behind == ()


def test_a_member_joins_once_and_leaving_keeps_the_record(as_malaka, maria):
    house = households.found(person=maria, membership=Membership("head"), by=as_malaka, at=AT)

    with pytest.raises(households.AlreadyMember):
        households.join(
            household=house, person=maria, membership=Membership("head"), by=as_malaka, at=AT
        )
    households.leave(member=house.members.get(), by=as_malaka, at=AT)

    assert house.members.get().left_at == AT
    assert queries.households.households_of(maria, today=TODAY) == []


def test_pak_yos_sees_the_house_in_his_desa(as_malaka, maria, pak_yos, belu):
    households.found(person=maria, membership=Membership("head"), by=as_malaka, at=AT)

    with context.acting(pak_yos):
        seen = queries.households.households_of(maria, today=TODAY)
    with context.acting(belu):
        unseen = queries.households.households_of(maria, today=TODAY)

    assert len(seen) == 1
    assert unseen == []


def test_sharing_ends_with_the_withdrawal_and_the_clock_for_partners_starts(as_malaka, maria):
    consent = consents.give(person=maria, given=Given("share_bank"), by=as_malaka, at=AT)
    before = queries.consents.sharable([maria.pk], "share_bank")

    withdrawn = consents.withdraw(consent=consent, by=as_malaka, at=AT, reason="takut")

    assert before == {maria.pk}
    assert queries.consents.sharable([maria.pk], "share_bank") == set()
    assert withdrawn.stop_due_at == AT + timedelta(hours=72)
    assert list(queries.consents.stops_due(at=AT)) == [withdrawn]


def test_a_confirmed_stop_leaves_the_list_of_due_stops(as_malaka, maria):
    consent = consents.give(person=maria, given=Given("share_bank"), by=as_malaka, at=AT)
    consents.withdraw(consent=consent, by=as_malaka, at=AT)

    consents.confirm_stop(consent=consent, by=as_malaka, at=AT + timedelta(hours=5))

    assert not queries.consents.stops_due(at=AT + timedelta(hours=6)).exists()
    with pytest.raises(WrongState):
        consents.withdraw(consent=consent, by=as_malaka, at=AT)


def test_spoken_consent_needs_a_witness(as_malaka, maria):
    with pytest.raises(consents.WitnessNeeded):
        consents.give(person=maria, given=Given("register", channel="oral"), by=as_malaka, at=AT)


def test_the_same_consent_given_twice_stands_once(as_malaka, maria):
    first = consents.give(person=maria, given=Given("register"), by=as_malaka, at=AT)

    assert consents.give(person=maria, given=Given("register"), by=as_malaka, at=AT) == first


def test_a_kabupaten_officer_may_not_write_the_book_of_names(as_malaka):
    with pytest.raises(NotAllowed):
        dictionary.keep_group(canonical="Barek", variants=["Bareka"], by=as_malaka, at=AT)

    assert not NameGroup.objects.exists()


def test_each_change_of_the_book_is_a_new_version(as_steward):
    first = dictionary.keep_group(canonical="Barek", variants=["Bareka"], by=as_steward, at=AT)
    second = dictionary.keep_group(canonical="Kewa", variants=["Kiwa"], by=as_steward, at=AT)

    assert (first.version, second.version) == (1, 2)
    assert queries.dictionary.book().canonical("Kiwa") == "kewa"
    assert queries.dictionary.book().canonical("Johanis") == "joanes"


def test_a_spelling_stands_in_one_group_only(as_steward):
    with pytest.raises(dictionary.NameTaken):
        dictionary.keep_group(canonical="Barek", variants=["Johanis"], by=as_steward, at=AT)


def test_a_word_with_digits_is_no_name(as_steward):
    with pytest.raises(dictionary.NotAWord):
        dictionary.keep_group(canonical="Barek2", variants=[], by=as_steward, at=AT)


def test_persons_get_new_keys_when_the_book_changes(as_steward):
    person = make_person(as_steward, full_name="Kiwa Bala")

    dictionary.keep_group(canonical="Kewa", variants=["Kiwa"], by=as_steward, at=AT)

    assert "kewa" in Person.objects.get(pk=person.pk).search_keys


def test_a_reviewers_suggestion_counts_and_a_steward_accepts_it(as_steward):
    dictionary.suggest(one="Febianus", other="Pabianus", by=as_steward, at=AT)
    suggestion = dictionary.suggest(one="Pabianus", other="Febianus", by=as_steward, at=AT)

    dictionary.decide(key=suggestion.pk, accept=True, by=as_steward, at=AT)

    assert NameSuggestion.objects.get().seen_count == 2
    assert queries.dictionary.book().canonical("Pabianus") == queries.dictionary.book().canonical(
        "Febianus"
    )
    assert dictionary.suggest(one="Fabianus", other="Pabianus", by=as_steward, at=AT) is None


def test_a_suggestion_is_decided_once(as_steward):
    suggestion = dictionary.suggest(one="Febianus", other="Pabianus", by=as_steward, at=AT)
    dictionary.decide(key=suggestion.pk, accept=False, by=as_steward, at=AT)

    with pytest.raises(WrongState):
        dictionary.decide(key=suggestion.pk, accept=True, by=as_steward, at=AT)
