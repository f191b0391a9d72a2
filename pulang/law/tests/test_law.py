"""What held on which day; a new version closes the old one and rewrites nothing."""

from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from pulang.access import context
from pulang.access.models import User
from pulang.access.terms import Actor, Role
from pulang.base.errors import NotAllowed, NotFound, WrongState
from pulang.law import queries
from pulang.law.actions import listing, parameters
from pulang.law.actions.parameters import NoDays
from pulang.law.models import Article, Instrument, Parameter
from pulang.law.rules.periods import holds, overlap, version_on
from pulang.people.tests.factories import make_actor

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NEXT_YEAR = date(2027, 1, 1)


class Period:
    def __init__(self, valid_from: date | None, valid_to: date | None) -> None:
        self.valid_from, self.valid_to = valid_from, valid_to


days = st.none() | st.dates(date(2020, 1, 1), date(2022, 1, 1))
periods = st.builds(Period, days, days).filter(
    lambda one: one.valid_from is None or one.valid_to is None or one.valid_from < one.valid_to
)


@given(periods, periods, st.dates(date(2019, 1, 1), date(2023, 1, 1)))
def test_periods_that_do_not_overlap_never_hold_on_the_same_day(one, other, day):
    if holds(one, on=day) and holds(other, on=day):
        assert overlap(one, other)
    assert overlap(one, other) == overlap(other, one)


@given(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.dates(date(2020, 1, 1), date(2022, 1, 1)))
def test_one_version_gives_way_to_the_next_on_the_day_of_the_change(change, day):
    old, new = Period(None, change), Period(change, None)

    assert version_on([old, new], on=day) is (old if day < change else new)


@pytest.fixture
def province(db) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER)


@pytest.fixture
def belu(db) -> Actor:
    return make_actor(Role.KABUPATEN_OFFICER, area="5304")


@pytest.fixture
def client(province) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=province.user_id))
    return client


@pytest.mark.django_db
def test_the_shipped_register_is_there_after_migrating_for_everybody():
    assert Instrument.objects.filter(pk="UU18-2017").exists()
    assert Article.objects.filter(instrument="UU18-2017", number="5").exists()
    assert queries.parameter("pmi-min-age", on=TODAY) == 18
    assert queries.parameter("bpjs-24-months", on=TODAY) == 332_500
    assert queries.parameter("closed-destinations", on=TODAY) == []


@pytest.mark.django_db
def test_what_nobody_knows_is_none_and_what_is_not_in_the_register_is_not_found():
    assert queries.parameter("pmi-min-age", on=date(2001, 1, 1)) is None
    assert queries.in_force("PP22-2022", on=TODAY) is None
    assert queries.in_force("KUHP-2023", on=date(2025, 12, 31)) is False
    assert queries.in_force("KUHP-2023", on=date(2026, 1, 2)) is True
    with pytest.raises(NotFound):
        queries.in_force("UU-0", on=TODAY)


@pytest.mark.django_db
def test_a_new_version_leaves_yesterdays_answer_as_it_was(province):
    context.enter(province)

    parameters.new_version(
        code="bpjs-before",
        value=40_000,
        valid_from=NEXT_YEAR,
        source="Permenaker",
        by=province,
        at=AT,
    )

    assert queries.parameter("bpjs-before", on=TODAY) == 37_500
    assert queries.parameter("bpjs-before", on=date(2026, 12, 31)) == 37_500
    assert queries.parameter("bpjs-before", on=NEXT_YEAR) == 40_000
    assert [one.valid_to for one in queries.versions("bpjs-before")] == [None, NEXT_YEAR]


@pytest.mark.django_db
def test_a_holiday_counts_if_the_list_in_force_on_that_day_names_it(province):
    context.enter(province)
    labour, christmas = date(2026, 5, 1), date(2026, 12, 25)
    later = {"valid_from": date(2026, 12, 1), "source": "SKB", "by": province, "at": AT}

    for wrong in ("2026-12-25", 7, ["25-12-2026"], [1]):
        with pytest.raises(NoDays):
            parameters.new_version(code="holidays", value=wrong, **later)
    assert {labour, christmas} <= queries.holidays()
    parameters.new_version(code="holidays", value=["2026-12-26", "2026-05-02"], **later)

    assert queries.holidays() & {labour, christmas} == {labour}
    assert queries.holidays() & {date(2026, 5, 2), date(2026, 12, 26)} == {date(2026, 12, 26)}


@pytest.mark.django_db
def test_a_version_cannot_begin_before_the_present_one(province):
    context.enter(province)

    with pytest.raises(WrongState):
        parameters.new_version(
            code="pmi-min-age",
            value=17,
            valid_from=date(2010, 1, 1),
            source="x",
            by=province,
            at=AT,
        )


@pytest.mark.django_db
def test_a_kabupaten_officer_changes_no_law_neither_here_nor_in_the_database(belu):
    context.enter(belu)

    with pytest.raises(NotAllowed):
        parameters.new_version(
            code="pmi-min-age", value=16, valid_from=NEXT_YEAR, source="x", by=belu, at=AT
        )
    assert Parameter.objects.filter(code="pmi-min-age").update(valid_to=NEXT_YEAR) == 0


@pytest.mark.django_db
def test_the_database_refuses_to_rewrite_a_value(province):
    context.enter(province)

    with pytest.raises(DatabaseError), transaction.atomic():
        Parameter.objects.filter(code="pmi-min-age").update(value=16)


@pytest.mark.django_db
def test_the_database_refuses_two_versions_that_share_a_day(province):
    context.enter(province)
    old = Parameter.objects.get(code="pmi-min-age")

    with pytest.raises(DatabaseError, match="another version"), transaction.atomic():
        Parameter.objects.create(
            code=old.code,
            title=old.title,
            value=16,
            valid_from=date(2020, 1, 1),
            valid_to=date(2021, 1, 1),
            evidence="K",
            created_at=AT,
            created_by=province.membership_id,
        )


@pytest.fixture
def loaded_after_a_change(province) -> None:
    parameters.new_version(
        code="pmi-min-age", value=19, valid_from=NEXT_YEAR, source="UU", by=province, at=AT
    )
    listing.load_shipped()


@pytest.mark.django_db
def test_loading_again_keeps_what_an_officer_changed(loaded_after_a_change):
    assert queries.parameter("pmi-min-age", on=NEXT_YEAR) == 19
    assert Parameter.objects.filter(code="pmi-min-age").count() == 2


@pytest.mark.django_db
def test_everybody_reads_the_register_and_sees_what_is_not_verified():
    pages = [
        Client().get(reverse(name, args=args))
        for name, args in (
            ("law:register", []),
            ("law:values", []),
            ("law:value", ["pmi-min-age"]),
        )
    ]

    assert [page.status_code for page in pages] == [200] * 3
    assert "belum diverifikasi" in pages[1].text
    assert "18" in pages[2].text
    assert quote("new/") not in pages[2].text


@pytest.mark.django_db
def test_the_province_enters_a_new_value_and_a_value_without_a_source_is_sent_back(client):
    address = reverse("law:new_version", args=["closed-destinations"])
    given = {"value": '["SY"]', "valid_from": "2027-01-01", "evidence": "V", "source": "Kepmen 1"}

    bare = client.post(address, {**given, "source": ""})
    done = client.post(address, given)

    assert (bare.status_code, done.status_code) == (422, 302)
    assert queries.parameter("closed-destinations", on=NEXT_YEAR) == ["SY"]
    assert "SY" in client.get(done["Location"]).text


@pytest.mark.django_db
def test_whoever_held_a_value_against_the_law_says_so(client):
    client.post(reverse("law:verify", args=["pmi-min-age"]))

    assert Parameter.objects.get(code="pmi-min-age").verified_on is not None
