"""How often she is asked, how long a step waits, what her words say: rules, attacked."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.abroad import texts
from pulang.abroad.rules import answers, ladder, rhythm
from pulang.abroad.rules.rhythm import RHYTHMS
from pulang.notices.queries import templates
from pulang.people.tests.factories import AT

RHYTHM = RHYTHMS[0]
DAYS = st.integers(0, 500).map(lambda n: timedelta(hours=6 * n))
RISKS = st.sampled_from(["normal", "raised", "high"])


def _hours(days, risk="normal", warned=None):
    warned_at = None if warned is None else AT + timedelta(days=warned)
    at = AT + timedelta(days=days)
    return rhythm.every_hours(started_at=AT, risk=risk, warned_at=warned_at, at=at, rhythm=RHYTHM)


@pytest.mark.parametrize(
    ("days", "risk", "warned", "hours"),
    [
        (0, "normal", None, 7 * 24),
        (29, "normal", None, 7 * 24),
        (30, "normal", None, 30 * 24),
        (300, "high", 299, 24),
        (300, "high", 280, 7 * 24),
        (300, "raised", 280, 7 * 24),
        (300, "high", 200, 30 * 24),
        (10, "high", 9, 24),
    ],
)
def test_weekly_at_first_then_monthly_and_closer_after_a_warning(days, risk, warned, hours):
    assert _hours(days, risk, warned) == hours


@given(due=DAYS, later=DAYS, hours=st.sampled_from([24, 168, 720]))
def test_the_next_slot_lies_after_now_and_within_one_interval(due, later, hours):
    due_at, at = AT + due, AT + due + later

    found = rhythm.next_due(due_at=due_at, at=at, hours=hours)

    assert at < found <= at + timedelta(hours=hours)
    assert (found - due_at) % timedelta(hours=hours) == timedelta()


@pytest.mark.django_db
@settings(max_examples=60)
@given(started=DAYS, now=DAYS, due=DAYS, warned=st.none() | DAYS, risk=RISKS)
def test_the_database_reckons_a_slot_as_the_rule_does(started, now, due, warned, risk):
    at, due_at, started_at = AT + now, AT + min(due, now), AT + started
    warned_at = None if warned is None else AT + warned
    sql = rhythm.NEXT_SQL.format(due="s.due_at", every=rhythm.EVERY_SQL.format(s="s"))
    said = {
        **asdict(RHYTHM), "at": at, "due": due_at, "started": started_at, "warned": warned_at,
        "risk": risk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {sql} from (select %(due)s::timestamptz as due_at, %(risk)s::text as risk,"
            " %(started)s::timestamptz as started_at, %(warned)s::timestamptz as warned_at) s",
            said,
        )
        (by_database,) = cursor.fetchone()

    hours = rhythm.every_hours(
        started_at=started_at, risk=risk, warned_at=warned_at, at=at, rhythm=RHYTHM
    )
    assert by_database == rhythm.next_due(due_at=due_at, at=at, hours=hours)


@pytest.mark.django_db
@pytest.mark.parametrize("risk", ["normal", "raised", "high"])
@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_the_database_waits_as_long_as_the_rule_says(risk, step):
    sql = ladder.WAIT_SQL.format(c="c", step="c.step + 1")
    with connection.cursor() as cursor:
        cursor.execute(f"select {sql} from (select %s::text as risk, %s as step) c", [risk, step])
        (hours,) = cursor.fetchone()

    due = ladder.next_step_at(step=step, risk=risk, reached_at=AT)
    assert (None if hours is None else AT + timedelta(hours=hours)) == due


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1", "fine"),
        (" 1. ", "fine"),
        ("Baik", "fine"),
        ("Beta baik sa", "fine"),
        ("sa aman kaka", "fine"),
        ("I'm OK", "fine"),
        ("👍", "fine"),
        ("baik, tidak perlu bantuan", "fine"),
        ("sehat, tidak sakit", "fine"),
        ("baik, tidak perlu tolong", "fine"),
        ("2", "help"),
        ("TOLONG!!", "help"),
        ("tolong sa, majikan pukul", "help"),
        ("help me please", "help"),
        ("baik tapi tolong telepon", "help"),
        ("tidak baik", "help"),
        ("son bae", "help"),
        ("kurang sehat", "help"),
        ("not safe here", "help"),
        ("jangan pukul lagi", "help"),
        ("NO . . tolong", "help"),
        ("tidak, bantu saya", "help"),
        ("tidak tolong", "help"),
        ("🆘", "help"),
        ("3", "call"),
        ("hubungi saya", "call"),
        ("telpon", "call"),
        ("baik, nanti telepon ya", "call"),
        ("call me", "call"),
    ],
)
def test_what_she_writes_is_read(text, answer):
    reading = answers.read(text)

    assert (reading.answer, reading.is_sure) == (answer, True)


@pytest.mark.parametrize(
    "text", ["", "???", "siapa ini", "jam 2 malam baru pulang", "sudah 1 bulan"]
)
def test_what_cannot_be_read_is_never_taken_for_fine(text):
    assert answers.read(text) == answers.Reading("call", is_sure=False)


@given(text=st.text(max_size=60), before=st.booleans())
def test_a_cry_for_help_wins_whatever_stands_around_it(text, before):
    words = f"{text} . . tolong" if before else f"tolong . . {text}"

    assert answers.read(words).answer == "help"


def test_every_text_is_safe_on_a_locked_screen_and_on_a_shared_phone():
    texts.register()

    for code in (texts.ASK, texts.REMIND, texts.SECOND, texts.FAMILY, texts.HEARD, texts.WILL_CALL):
        found = templates.template(code)
        assert found.plain.keys() == found.neutral.keys() == {"id", "en"}
