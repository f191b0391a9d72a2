"""Search before create finds the right person first."""

from datetime import date

import pytest

from pulang.access import context
from pulang.access.terms import Role
from pulang.people.actions import dictionary, persons
from pulang.people.queries import search
from pulang.people.tests.factories import AT, TODAY, make_actor, make_person


@pytest.fixture
def registry(steward):
    """Twelve people of Malaka and Belu, some of one name."""
    with context.acting(steward):
        people = {
            "yohanes": make_person(
                steward, full_name="Yohanes Nahak Bria", sex="M", born_on=date(1985, 3, 12),
                nik="5304021203850001", phone="+6281234567890", place_code="5321012009",
            ),
            "yohanes_son": make_person(
                steward, full_name="Yohanes Nahak", sex="M", born_on=date(2008, 3, 1),
                place_code="5321012009",
            ),
            "maria": make_person(
                steward, full_name="Maria Yasinta Taneo", sex="F", born_on=date(1992, 5, 8),
                place_code="5304022005", document_kind="passport", document_number="B1234567",
            ),
            "fransiskus": make_person(
                steward, full_name="Fransiskus Xaverius Seran", sex="M", place_code="5321012006",
                born_on=date(1979, 1, 1),
            ),
            "unknown": make_person(steward, full_name="Barek", sex="F"),
        }  # fmt: skip
        for number in range(7):
            make_person(steward, full_name=f"Maria Seran {'ABCDEFG'[number]}bete", sex="F")
        dictionary.count_names()
    search.forget()
    return people


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Yoh. Nahak Bria", "yohanes"),
        ("BRIA NAHAK JOHANIS", "yohanes"),
        ("Yohanis Nahak 1985", "yohanes"),
        ("nahak yohanis kletek 2008", "yohanes_son"),
        ("5304021203850001", "yohanes"),
        ("5304 0212 0385 0001", "yohanes"),
        ("0812-3456-7890", "yohanes"),
        ("Nahak 12-03-1985", "yohanes"),
        ("Nahak 03-12-1985", "yohanes"),
        ("MARIA Y. TANEO", "maria"),
        ("Yasinta Taneo", "maria"),
        ("Jacinta Taneo manleten", "maria"),
        ("taneo 8 mei 1992", "maria"),
        ("B1234567", "maria"),
        ("Fx. Seran", "fransiskus"),
        ("F.X. Seran wehali", "fransiskus"),
        ("Frans Saverius Sran", "fransiskus"),
        ("barek", "unknown"),
    ],
)
def test_the_right_person_stands_first(registry, as_steward, typed, who):
    hits = search.search(as_steward, typed, today=TODAY)

    assert hits, typed
    assert hits[0].public_id == registry[who].public_id


def test_the_reason_is_told(registry, as_steward):
    hit = search.search(as_steward, "Yohanis Nahak kletek 12-03-1985", today=TODAY)[0]

    assert {"name", "birth", "village"} <= set(hit.reasons)
    assert hit.is_likely_same
    assert hit.place == "Kletek, Malaka Tengah, Kabupaten Malaka"


def test_another_year_of_birth_speaks_against_the_same_person(registry, as_steward):
    hits = search.search(as_steward, "Yohanes Nahak kletek 1985", today=TODAY)

    likely = {hit.public_id for hit in hits if hit.is_likely_same}
    assert likely == {registry["yohanes"].public_id}


@pytest.mark.parametrize("typed", ["", "   ", "?", "12", "x" * 500, "'; drop table", "%", "Zzzqq"])
def test_any_text_is_answered(registry, as_steward, typed):
    assert isinstance(search.search(as_steward, typed, today=TODAY), list)


def test_an_officer_of_belu_is_not_shown_people_of_malaka(registry, belu):
    with context.acting(belu):
        hits = search.search(belu, "Yohanis Nahak Bria 5304021203850001", today=TODAY)

    assert hits == []


def test_the_parish_finds_only_persons_it_knows(registry, suster_ina):
    with context.acting(suster_ina):
        found_before = search.search(suster_ina, "Rosalia Klau", today=TODAY)
        mine = make_person(suster_ina, full_name="Rosalia Klau")
        found = search.search(suster_ina, "Rosalia Klau", today=TODAY)
        others = search.search(suster_ina, "Yohanes Nahak", today=TODAY)

    assert found_before == []
    assert [hit.public_id for hit in found] == [mine.public_id]
    assert others == []


@pytest.fixture
def tika(_places):
    return make_actor(Role.COORDINATOR)


def test_who_may_not_search_finds_nothing(registry, tika):
    with context.acting(tika):
        assert search.search(tika, "Yohanes Nahak", today=TODAY) == []


def test_a_name_taught_by_the_steward_is_found_at_once(registry, as_steward):
    before = {hit.public_id for hit in search.search(as_steward, "Tinus Xyz", today=TODAY)}

    dictionary.keep_group(canonical="Barek", variants=["Xyz"], by=as_steward, at=AT)
    after = [hit.public_id for hit in search.search(as_steward, "Xyz", today=TODAY)]

    assert registry["unknown"].public_id not in before
    assert after[0] == registry["unknown"].public_id


def test_an_alias_finds_the_person(registry, as_steward):
    persons.add_claims(
        person=registry["maria"], draft=persons.Draft(other_name="Mama Lusi"), by=as_steward, at=AT
    )

    assert (
        search.search(as_steward, "Lusi", today=TODAY)[0].public_id == registry["maria"].public_id
    )


def test_a_search_takes_a_fixed_number_of_queries(
    registry, as_steward, django_assert_max_num_queries
):
    search.search(as_steward, "warm up", today=TODAY)

    with django_assert_max_num_queries(6):
        hits = search.search(as_steward, "Maria Seran", today=TODAY)

    assert len(hits) >= 7
