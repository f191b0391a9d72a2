"""Which value is shown: the same statements always give the same choice, and it was stated by somebody."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pulang.linkage.rules.golden import STATEMENTS, golden
from pulang.linkage.rules.survivorship import CRITERIA, GOLDEN, ORDER, Statement, choose

VALUES = {
    "full_name": ["Maria Bria", "MARIA BRIA", "Maria Y. Bria", "Mr. Bria", "Maria Yasinta Bria"],
    "sex": ["F", "M"],
    "born_on": ["1985-03-12", "1985-07-01", "1985-01-01", "1990-12-31"],
    "birthplace": ["Betun", "BETUN", "Atambua"],
    "mother_name": ["Ana", "Ana Hoar", "A. Hoar"],
    "nik": ["5304125203850001", "530412", "9999999999999999", "5304125203850002"],
    "phone": ["+6281234567890", "+60123456789"],
    "place_code": ["53", "5304", "5304122001", "5321012003"],
}


@st.composite
def statements(draw, name=None):
    name = name or draw(st.sampled_from(GOLDEN))
    said = draw(
        st.lists(
            st.builds(
                Statement,
                value=st.sampled_from([*VALUES[name], ""]),
                source=st.sampled_from(["bank", "parish", "desk", "blk"]),
                trust=st.sampled_from([30, 50, 70]),
                on=st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
                precision=st.sampled_from(["day", "month", "year", "estimated"])
                if name == "born_on"
                else st.just(""),
            ),
            max_size=6,
        )
    )
    return name, said


@given(statements(), st.randoms())
def test_the_order_in_which_sources_speak_plays_no_part(told, random):
    name, said = told
    mixed = said.copy()
    random.shuffle(mixed)

    assert choose(name, mixed) == choose(name, said)


@given(statements())
def test_what_is_shown_was_stated_by_the_source_that_is_named(told):
    name, said = told

    choice = choose(name, said)

    if choice is None:
        assert not any(statement.value for statement in said)
    else:
        assert any(
            (s.value, s.source, s.on) == (choice.value, choice.source, choice.on) for s in said
        )
        assert choice.source in choice.agreeing
        assert choice.value not in choice.others or name == "born_on"
        assert choice.decided_by in {"only", "order", *ORDER[name]}


@given(statements())
def test_saying_the_same_again_changes_nothing(told):
    name, said = told

    assert choose(name, [*said, *said]) == choose(name, said)


@given(statements())
def test_one_more_voice_for_the_shown_value_never_dethrones_it(told):
    name, said = told
    choice = choose(name, said)
    if choice is None:
        return
    voice = Statement(choice.value, "another", 50, choice.on, choice.precision)

    again = choose(name, [*said, voice])

    assert again.value.casefold() == choice.value.casefold()


@given(st.lists(statements(), max_size=5))
def test_many_persons_at_once_are_chosen_as_one_by_one(told):
    rows = [
        (person, name, s.value, s.precision, s.source, s.trust, s.on)
        for person, (name, said) in enumerate(told)
        for s in said
        if s.value
    ]
    frame = pl.DataFrame(rows, schema=STATEMENTS, orient="row")

    together = {row["person"]: row for row in golden(frame).iter_rows(named=True)}

    for person, (name, said) in enumerate(told):
        choice = choose(name, said)
        if choice is None:
            assert person not in together
            continue
        assert str(together[person][name]) == choice.value


def test_a_written_out_name_goes_before_a_shortened_one_of_a_better_source():
    choice = choose(
        "full_name",
        [Statement("Yoh. Nahak", "bank", 70), Statement("Yohanis Nahak Bria", "parish", 50)],
    )

    assert (choice.value, choice.decided_by) == ("Yohanis Nahak Bria", "written_out")


def test_a_default_birthday_gives_way_to_an_exact_one():
    said = [Statement("1985-07-01", f"list{n}", 50, precision="day") for n in range(3)]

    choice = choose("born_on", [*said, Statement("1985-03-12", "parish", 30, precision="day")])

    assert choice.value == "1985-03-12"


def test_the_latest_phone_is_shown_whoever_states_it():
    choice = choose(
        "phone",
        [
            Statement("+6281", "desk", 70, date(2020, 1, 1)),
            Statement("+6282", "bank", 30, date(2025, 1, 1)),
        ],
    )

    assert choice.value == "+6282"


def test_every_field_has_an_order_of_known_criteria():
    assert set(ORDER) == set(GOLDEN)
    assert all(name in CRITERIA for names in ORDER.values() for name in names)
