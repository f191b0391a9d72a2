"""The engine of papers and ages, attacked by properties."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulang.preparation.rules import ages, codes, files, texts
from pulang.preparation.rules.ages import Source
from pulang.preparation.rules.requirements import (
    Asked,
    Held,
    add_months,
    assess,
    changes,
)

ON = date(2026, 11, 24)
CODES = ["KTP", "KK", "IZIN", "PASPOR", "MCU", "VISA", "OPP"]
days = st.none() | st.dates(ON - timedelta(days=400), ON + timedelta(days=1500))


@st.composite
def demands(draw):
    chosen = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1))
    return [
        Asked(
            code=code,
            step=place,
            needs=tuple(draw(st.lists(st.sampled_from(chosen[:place] or [code]), max_size=2)))
            if place
            else (),
            months_left=draw(st.sampled_from([0, 0, 0, 30])),
            is_mandatory=draw(st.booleans()),
        )
        for place, code in enumerate(chosen)
    ]


papers = st.lists(
    st.builds(
        Held,
        code=st.sampled_from(CODES),
        state=st.sampled_from(["submitted", "accepted", "rejected", "expired", "withdrawn"]),
        valid_until=days,
    ),
    max_size=8,
)


@given(demands(), papers, st.randoms(use_true_random=False))
def test_the_order_in_which_papers_come_does_not_matter(asked, held, rng: random.Random):
    shuffled, mixed = list(held), list(asked)
    rng.shuffle(shuffled)
    rng.shuffle(mixed)

    assert assess(mixed, shuffled, on=ON) == assess(asked, held, on=ON)


@given(demands(), papers)
def test_it_is_never_ready_while_a_required_paper_is_missing(asked, held):
    found = assess(asked, held, on=ON)
    required = [line for line in found.lines if line.asked.is_mandatory]

    assert found.is_ready == all(line.is_done for line in required)
    for line in required:
        valid = [
            one
            for one in held
            if one.code == line.asked.code
            and one.state == "accepted"
            and (one.valid_until or date.max) >= add_months(ON, line.asked.months_left)
        ]
        assert line.is_done == bool(valid)


@given(demands(), papers, st.sampled_from(CODES), days)
def test_one_more_accepted_paper_never_makes_the_file_worse(asked, held, code, until):
    before = assess(asked, held, on=ON)
    after = assess(asked, [*held, Held(code, "accepted", until)], on=ON)

    done = {line.asked.code for line in before.lines if line.is_done}
    assert done <= {line.asked.code for line in after.lines if line.is_done}
    assert before.done_count <= after.done_count


@given(demands(), papers)
def test_the_next_paper_is_never_one_that_waits_for_another(asked, held):
    found = assess(asked, held, on=ON)

    if found.next is not None:
        done = {line.asked.code for line in found.lines if line.is_done}
        missing = found.next.standing == "missing"
        assert not missing or set(found.next.asked.needs) & found.by_code.keys() <= done
    waiting = [
        line for line in found.lines if line.asked.is_mandatory and line.standing == "missing"
    ]
    assert (not waiting) or found.next is waiting[0]


@given(papers, st.integers(0, 800))
def test_a_paper_that_has_ended_does_not_count_on_any_later_day(held, later):
    asked = [Asked("MCU")]
    now, then = assess(asked, held, on=ON), assess(asked, held, on=ON + timedelta(days=later))

    assert then.done_count <= now.done_count


def test_a_paper_holds_on_the_day_printed_on_it_and_not_on_the_next():
    asked, held = [Asked("MCU")], [Held("MCU", "accepted", ON)]

    assert assess(asked, held, on=ON).lines[0].standing == "expiring"
    assert assess(asked, held, on=ON + timedelta(days=1)).lines[0].standing == "missing"


def test_a_baptism_record_serves_for_a_birth_certificate():
    asked = [Asked("AKTA", alternatives=("BAPTIS",))]

    assert assess(asked, [Held("BAPTIS", "accepted")], on=ON).is_ready


def test_months_are_added_to_the_last_day_there_is():
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


def test_what_changed_between_two_rule_sets_is_named():
    found = changes({"KTP": "M", "MCU": "M 3"}, {"KTP": "M", "MCU": "M 6", "VAKSIN": "M"})

    assert [(one.code, one.was, one.now) for one in found] == [
        ("MCU", "M 3", "M 6"),
        ("VAKSIN", "", "M"),
    ]


sources = st.lists(
    st.builds(
        Source,
        code=st.sampled_from(["KTP", "KK", "BAPTIS", "NIK", "desk"]),
        born_on=st.dates(date(1990, 1, 1), date(2012, 12, 31)),
        precision=st.sampled_from(["day", "month", "year", "estimated"]),
    ),
    max_size=5,
)


@given(sources, sources)
def test_one_source_below_the_age_stops_her_whatever_the_others_say(one, other):
    found = ages.judge([*one, *other], on=ON, min_age=18)
    alone = ages.judge(one, on=ON, min_age=18)

    assert not alone.is_stopped or found.is_stopped
    assert found.is_stopped == any(ages.anniversary(s.latest, 18) > ON for s in [*one, *other])


@given(sources)
def test_a_source_that_may_be_below_the_age_counts_as_below(one):
    found = ages.judge(one, on=ON, min_age=18)

    if not found.is_stopped:
        assert all(ages.age_on(source.latest, on=ON) >= 18 for source in one)


def test_she_is_eighteen_on_her_birthday_and_not_the_day_before():
    born = Source("KTP", date(2008, 11, 24))

    assert not ages.judge([born], on=ON, min_age=18).is_stopped
    assert ages.judge([born], on=ON - timedelta(days=1), min_age=18).is_stopped


def test_a_year_apart_is_still_agreed_and_a_day_more_is_not():
    first = Source("KTP", date(2000, 5, 1))

    near = ages.judge([first, Source("BAPTIS", date(2001, 5, 1))], on=ON, min_age=18)
    far = ages.judge([first, Source("BAPTIS", date(2001, 5, 2))], on=ON, min_age=18)

    assert (near.is_conflict, far.is_conflict) == (False, True)


@given(st.text(max_size=600))
def test_a_message_has_at_most_160_plain_letters(text):
    short = texts.shorten(text)

    assert len(short) <= 160
    assert short.isascii()


def test_a_code_with_one_letter_mistaken_was_never_issued():
    for _try in range(200):
        code = codes.new_code()
        assert codes.is_well_formed(code)
        assert codes.normalise(codes.shown(code).lower()) == code
        for place in range(codes.LENGTH):
            other = "A" if code[place] != "A" else "B"
            assert not codes.is_well_formed(code[:place] + other + code[place + 1 :])


def test_a_pdf_that_hides_a_script_behind_hex_letters_is_seen():
    assert files.dangers(b"%PDF-1.7 /J#61vaScript (app.alert(1))") == ("JavaScript",)
    assert files.dangers(b"/Launch /EmbeddedFile /Encrypt 5 0 R") == (
        "EmbeddedFile",
        "Encrypt",
        "Launch",
    )
    assert files.dangers(b"/JSsomething /AAbc /Pages") == ()
