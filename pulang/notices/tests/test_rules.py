"""When a phone may ring and what it may show: attacked by properties."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.notices.queries import templates
from pulang.notices.rules import addresses, retries, safety, texts
from pulang.notices.rules.safety import Safe

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # 12.00 in Kupang
MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(lambda n: NOON + timedelta(seconds=n))
SAFE = st.builds(
    Safe,
    zone=st.sampled_from(["Asia/Makassar", "Asia/Kuala_Lumpur", "Asia/Riyadh", "Asia/Tokyo"]),
    from_=st.times().map(lambda one: one.replace(microsecond=0)),
    until=st.times().map(lambda one: one.replace(microsecond=0)),
    no_call_after=st.none() | st.times(),
)


@given(at=MOMENTS, safe=SAFE)
def test_a_message_waits_for_her_hours_and_never_longer_than_a_day(at, safe):
    found = safety.next_moment(at, safe=safe)

    assert safety.is_open(found, safe=safe)
    assert timedelta() <= found - at <= timedelta(days=1)


@given(at=MOMENTS, safe=SAFE)
def test_the_phone_never_rings_after_the_hour_she_named(at, safe):
    if safety.may_call(at, safe=safe) and safe.no_call_after:
        assert at.astimezone(ZoneInfo(safe.zone)).time() < safe.no_call_after


def test_jangan_telepon_setelah_18_00():
    safe = Safe(no_call_after=time(18))

    assert safety.may_call(NOON, safe=safe)
    assert not safety.may_call(NOON + timedelta(hours=6), safe=safe)
    assert safety.is_open(NOON + timedelta(hours=6), safe=safe)  # a message still may


def test_who_works_by_night_is_reached_by_night():
    safe = Safe(from_=time(22), until=time(5))

    assert safety.next_moment(NOON, safe=safe).astimezone(ZoneInfo(safe.zone)).time() == time(22)


def test_a_template_that_shows_on_a_locked_screen_what_it_is_about_does_not_start():
    with pytest.raises(templates.UnsafeText, match="majikan"):
        templates.register("test.bad", {"id": "Apakah majikan memukul?"})


def test_a_shared_phone_needs_a_text_that_is_harmless_to_its_end():
    long = "Apa kabar hari ini? Semoga semua baik di sana, kami ingat selalu. Balas: tolong"
    with pytest.raises(templates.UnsafeText, match="tolong"):
        templates.register("test.bad", {"id": long})

    found = templates.register("test.good", {"id": long}, neutral={"id": "Apa kabar?"})
    assert found.text("id", is_shared=True) == "Apa kabar?"
    assert found.text("en", is_shared=False) == long


def test_a_neutral_twin_asks_for_no_fact_that_is_not_given():
    with pytest.raises(templates.UnsafeText):
        templates.register("test.bad", {"id": "Halo"}, neutral={"id": "Halo {link}"})


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("0060123456789", "+60123456789"),
        ("whatsapp:+60123456789", "+60123456789"),
        ("Maria@Example.org ", "maria@example.org"),
    ],
)
def test_one_address_has_one_spelling(written, normal):
    assert addresses.normal(written) == normal


@given(st.from_regex(r"\+[1-9][0-9]{8,14}", fullmatch=True))
def test_a_masked_number_cannot_be_dialled(number):
    masked = addresses.masked(number)

    assert number not in masked
    assert sum(one.isdigit() for one in masked) <= 5


def test_tries_become_rarer_and_end():
    gaps = [retries.next_try(n, at=NOON) for n in range(1, 7)]

    assert all(gaps[:5])
    assert sorted(gaps[:5]) == gaps[:5]
    assert gaps[5] is None


def test_what_opens_something_stands_in_the_sealed_text_alone():
    assert texts.open_facts({"link": "https://x/y", "day": "1"}) == {"day": "1"}
