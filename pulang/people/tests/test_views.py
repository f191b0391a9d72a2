"""The pages of people, by role."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import AuditEntry, User
from pulang.access.terms import Role
from pulang.people.actions import consents, households, persons
from pulang.people.actions.consents import Given
from pulang.people.actions.households import Membership
from pulang.people.models import Consent, HouseholdMember, IdentityDocument, NameGroup, Person
from pulang.people.queries import Section, dictionary, page_sections, search
from pulang.people.tests.factories import AT, make_actor, make_person


def client_of(actor):
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def officer(malaka):
    return client_of(malaka)


@pytest.fixture
def maria(malaka):
    with context.acting(malaka):
        person = make_person(
            malaka, full_name="Maria Bete Seran", sex="F", born_on=date(1990, 5, 8),
            birth_precision="day", nik="5304024805900001", place_code="5321012009",
            document_kind="passport", document_number="B1234567",
        )  # fmt: skip
        house = households.found(
            person=person, membership=Membership("spouse", is_away=True), by=malaka, at=AT
        )
        households.join_new(
            household=house, draft=persons.Draft(full_name="Ina Seran", born_on=date(2018, 2, 2)),
            membership=Membership("child"), by=malaka, at=AT,
        )  # fmt: skip
        consents.give(person=person, given=Given("share_bank"), by=malaka, at=AT)
    return person


def test_the_search_page_finds_maria_and_her_name_is_in_no_address(officer, maria):
    page = officer.post(reverse("people:search"), {"q": "Maria Beti Seran kletek"})

    assert page.status_code == 200
    assert "Maria Bete Seran" in page.text
    assert maria.get_absolute_url() in page.text
    assert "?q=" not in page.text


def test_typing_is_answered_with_the_hits_alone(officer, maria):
    page = officer.post(reverse("people:search"), {"q": "Seran"}, headers={"HX-Request": "true"})

    assert "<html" not in page.text
    assert "Maria Bete Seran" in page.text


def test_the_page_tells_every_claim_with_its_source(officer, maria):
    page = officer.get(maria.get_absolute_url())

    assert page.status_code == 200
    for said in ("Maria Bete Seran", "08-05-1990", "5304024805900001", "Kletek", "Ina Seran"):
        assert said in page.text
    assert "Belu" in page.text  # why a woman of Malaka holds the code of Belu
    assert "B1234567" not in page.text


@pytest.fixture
def auditor(_places):
    return make_actor(Role.AUDITOR)


def test_opening_a_sealed_number_shows_it_and_is_recorded(officer, maria, steward, auditor):
    key = _passport(maria, steward)

    page = officer.post(reverse("people:reveal", args=[maria.public_id, key]))

    assert "B1234567" in page.text
    with context.acting(auditor):
        assert AuditEntry.objects.filter(event="document.read").count() == 1


def _passport(maria, steward):
    with context.acting(steward):
        return IdentityDocument.objects.get(person=maria, kind="passport").pk


def test_a_number_is_opened_by_asking_only(officer, maria, steward):
    key = _passport(maria, steward)

    page = officer.get(reverse("people:reveal", args=[maria.public_id, key]), follow=True)

    assert "B1234567" not in page.text


def test_an_officer_of_belu_gets_the_answer_of_nobody(maria, belu):
    client = client_of(belu)

    for name in ("people:person", "people:edit", "people:household", "people:consent"):
        assert client.get(reverse(name, args=[maria.public_id])).status_code == 404


def test_a_person_is_entered_from_the_words_of_the_search(officer, malaka):
    form = officer.post(
        reverse("people:create"), {"from_search": "1", "q": "Agnes Klau 5304024805900009"}
    )

    assert form.status_code == 200
    assert 'value="Agnes Klau"' in form.text
    assert 'value="5304024805900009"' in form.text


def test_entering_leads_to_the_page(officer, malaka):
    answer = officer.post(
        reverse("people:create"),
        {
            "full_name": "Agnes Klau",
            "sex": "F",
            "birth": "± 20 th",
            "place": "Kletek, Malaka Tengah",
        },
    )

    with context.acting(malaka):
        agnes = Person.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == agnes.get_absolute_url()
    assert (agnes.birth_precision, agnes.place_code) == ("estimated", "5321012009")


def test_a_likely_same_person_is_shown_before_a_second_one_is_entered(officer, maria, malaka):
    said = {"full_name": "Maria Bethe Seran", "sex": "F", "birth": "08-05-1990"}

    warned = officer.post(reverse("people:create"), said)
    entered = officer.post(reverse("people:create"), {**said, "is_another": "1"})

    assert warned.status_code == 422
    assert maria.get_absolute_url() in warned.text
    assert entered.status_code == 302


def test_a_short_nik_is_explained_and_nobody_is_entered(officer, malaka):
    page = officer.post(reverse("people:create"), {"full_name": "Agnes", "nik": "53040248059000"})

    assert page.status_code == 422
    assert "14" in page.text
    with context.acting(malaka):
        assert not Person.objects.exists()


def test_letters_in_a_nik_are_suggested_as_digits(officer):
    page = officer.post(reverse("people:create"), {"full_name": "A", "nik": "53O4024805900001"})

    assert "5304024805900001" in page.text


def test_the_nik_is_explained_while_typing(officer):
    page = officer.post(reverse("people:explain_nik"), {"nik": "5304024805900001", "sex": "M"})

    assert "08-05-1990" in page.text
    assert "Belu" in page.text


@pytest.mark.parametrize("birth", ["2999", "31-02-1990", "lupa"])
def test_an_impossible_birth_date_is_refused_in_words(officer, birth):
    assert (
        officer.post(reverse("people:create"), {"full_name": "A", "birth": birth}).status_code
        == 422
    )


def test_a_correction_keeps_what_stood_before(officer, maria):
    answer = officer.post(
        reverse("people:edit", args=[maria.public_id]),
        {"full_name": "Maria Bete Seran", "sex": "F", "birth": "12-03-1990", "nik": maria.nik},
        follow=True,
    )

    assert "12-03-1990" in answer.text
    assert "08-05-1990" in answer.text


def test_a_withdrawn_consent_says_until_when_partners_confirm(officer, maria, malaka):
    with context.acting(malaka):
        consent = Consent.objects.get()
    arguments = [maria.public_id, consent.public_id]

    asked = officer.get(reverse("people:withdraw_consent", args=arguments))
    officer.post(reverse("people:withdraw_consent", args=arguments), {"reason": "takut"})
    stops = officer.get(reverse("people:stops"))
    officer.post(reverse("people:confirm_stop", args=arguments))

    with context.acting(malaka):
        consent.refresh_from_db()
    assert asked.status_code == 200
    assert maria.get_absolute_url() in stops.text
    assert consent.stopped_at is not None


def test_family_who_stays_behind_is_named(officer, maria):
    page = officer.get(maria.get_absolute_url())

    assert "Ina Seran" in page.text
    assert "alert tone-warn" in page.text


def test_a_relative_joins_and_leaves(officer, maria, malaka):
    with context.acting(malaka):
        member = HouseholdMember.objects.get(person=maria)
    house = _house(malaka, maria)

    joined = officer.post(
        reverse("people:join", args=[maria.public_id, house]),
        {"full_name": "Agnes Bete", "role": "grandparent", "is_caregiver": "on", "birth": "1955"},
    )
    left = officer.post(reverse("people:member", args=[maria.public_id, member.pk]), {"leave": "1"})

    assert joined.status_code == left.status_code == 302
    with context.acting(malaka):
        assert HouseholdMember.objects.filter(left_at=None).count() == 2


def _house(malaka, maria):
    with context.acting(malaka):
        return (
            HouseholdMember.objects.select_related("household")
            .get(person=maria)
            .household.public_id
        )


@pytest.fixture
def steward_client(steward):
    return client_of(steward)


def test_the_steward_keeps_the_book_of_names(steward_client):
    shown = steward_client.get(reverse("people:names"), {"q": "Johanis"})
    saved = steward_client.post(
        reverse("people:group"), {"canonical": "Barek", "variants": "Bareka, Barreke"}
    )
    taken = steward_client.post(
        reverse("people:group"), {"canonical": "Kewa", "variants": "Johanis"}
    )

    assert "Yohanes" in shown.text
    assert saved.status_code == 302
    assert NameGroup.objects.get().variants == ["Bareka", "Barreke"]
    assert taken.status_code == 422


def test_the_book_of_names_is_shown_fifty_groups_at_a_time_each_once(steward_client):
    everything = [group.canonical for group in dictionary.all_groups()]
    seen, number = [], 1
    while True:
        page = steward_client.get(reverse("people:names"), {"page": number}).context["page"]
        seen += [group.canonical for group in page]
        assert len(page) <= 50
        if not page.has_next():
            break
        number += 1

    assert seen == everything
    assert number > 1


def test_turning_the_page_of_the_book_keeps_the_name_looked_for(steward_client):
    shown = steward_client.get(reverse("people:names"), {"q": "a"})

    assert "?q=a&amp;page=2" in shown.text


@pytest.fixture
def tika(_places):
    return client_of(make_actor(Role.COORDINATOR))


def test_who_may_not_search_is_refused_calmly(tika, maria):
    assert tika.get(reverse("people:search")).status_code == 403
    assert tika.get(maria.get_absolute_url()).status_code == 404


def test_om_leo_is_asked_to_sign_in(maria):
    answer = Client().get(maria.get_absolute_url())

    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.fixture
def checkpoint(_places):
    return client_of(make_actor(Role.CHECKPOINT_OFFICER))


def test_a_checkpoint_officer_may_search_and_not_enter(checkpoint):
    assert checkpoint.get(reverse("people:search")).status_code == 200
    assert checkpoint.get(reverse("people:create")).status_code == 403


def test_another_package_adds_a_section(officer, maria):
    section = Section(
        "test-section", "Test section", "people/parts/nik.html", lambda _person, _actor: {}
    )
    page_sections.register(section)
    try:
        assert "Test section" in officer.get(maria.get_absolute_url()).text
    finally:
        page_sections._sections.pop("test-section")


def test_the_page_of_a_person_takes_a_fixed_number_of_queries(
    officer, maria, django_assert_max_num_queries
):
    officer.get(maria.get_absolute_url())

    with django_assert_max_num_queries(30):
        officer.get(maria.get_absolute_url())


def test_a_merged_person_leads_to_the_one_she_became(officer, merged):
    old, new = merged

    answer = officer.get(old.get_absolute_url())

    assert answer.status_code == 302
    assert answer["Location"] == new.get_absolute_url()


@pytest.fixture
def merged(malaka, maria):
    with context.acting(malaka):
        old = make_person(malaka, full_name="Maria B. Seran", place_code="5321012009")
        Person.objects.filter(pk=old.pk).update(state="merged", merged_into=maria)
    search.forget()
    return old, maria
