"""Which messages tell of one death: the golden three, and properties over any others."""

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pulang.abroad.rules.grouping import Fit, Message, Verdict, agreement, group, name_fit

DAY = date(2026, 11, 20)
MISSION = Message("mission", "Melkianus Nb.", "MY", "Shah Alam, Selangor", DAY, "Ladang Sri Jaya")
FAMILY = Message("family", "Melkhianus N.", "MY", "Selangor", DAY + timedelta(days=1))
FRIENDS = Message("friends", "Melki", "MY", "Selangor, Malaysia", DAY)
SERAN = Message("seran", "Melkior Seran", "MY", "Klang, Selangor", DAY)

names = st.sampled_from(
    [
        "Melkianus Nb.",
        "Melkhianus N.",
        "Melki",
        "Melkior Seran",
        "Maria Bria",
        "Bria",
        "",
        "Yoh. Nahak",
    ]
)
messages = st.lists(
    st.builds(
        Message,
        key=st.uuids().map(str),
        name=names,
        country=st.sampled_from(["MY", "SG", ""]),
        place=st.sampled_from(["Selangor", "Shah Alam, Selangor", "Tawau", ""]),
        died_on=st.one_of(st.none(), st.dates(DAY, DAY + timedelta(days=20))),
        employer=st.sampled_from(["Ladang Sri Jaya", "PT Sawit", ""]),
    ),
    max_size=9,
    unique_by=lambda message: message.key,
)


def test_three_names_of_three_sources_are_one_death() -> None:
    for order in permutations([MISSION, FAMILY, FRIENDS]):
        found = group(order)

        assert found.groups == {frozenset({"mission", "family", "friends"})}
        assert not found.doubts


def test_a_nickname_does_not_make_two_men_one() -> None:
    found = group([MISSION, FRIENDS, SERAN])

    assert frozenset({"mission"}) in found.groups
    assert frozenset({"seran"}) in found.groups
    assert {frozenset({"friends", "mission"}), frozenset({"friends", "seran"})} <= found.doubts


def test_another_day_or_country_is_another_death() -> None:
    later = Message("later", "Melkianus Nb.", "MY", "Selangor", DAY + timedelta(days=40))
    elsewhere = Message("elsewhere", "Melkianus Nb.", "SG", "", DAY)

    assert agreement(MISSION, later).verdict == Verdict.APART
    assert agreement(MISSION, elsewhere).verdict == Verdict.APART


def test_what_is_missing_makes_it_unsure_not_the_same() -> None:
    vague = Message("vague", "Melkianus Nb.", "MY")

    assert agreement(MISSION, vague).verdict == Verdict.UNSURE


def test_a_false_passport_is_asked_about() -> None:
    other_name = Message("other", "Ahmad Rosli", "MY", "Shah Alam", DAY, "Ladang Sri Jaya")

    assert agreement(MISSION, other_name).verdict == Verdict.UNSURE


def test_an_abbreviation_is_read() -> None:
    assert name_fit("Melkianus Nb.", "Melkianus Nabu") == Fit.SAME
    assert name_fit("Melkianus Nb.", "Melkianus Bria") == Fit.DOUBTFUL
    assert name_fit("Maria Bria", "Melkianus Bria") == Fit.DIFFERENT
    assert name_fit("", "Melki") == Fit.UNKNOWN


def test_what_a_person_decided_holds() -> None:
    found = group([MISSION, FAMILY], apart=[frozenset({"mission", "family"})])

    assert len(found.groups) == 2
    assert not found.doubts


@given(messages, st.randoms(use_true_random=False))
def test_the_order_of_messages_plays_no_part(said, random) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)

    assert group(said) == group(shuffled)


@given(messages)
def test_every_message_is_in_one_group_and_no_group_holds_what_cannot_be_one(said) -> None:
    found = group(said)
    every = {message.key: message for message in said}

    assert sorted(key for one in found.groups for key in one) == sorted(every)
    for one in found.groups:
        for a in one:
            for b in one - {a}:
                assert agreement(every[a], every[b]).verdict != Verdict.APART


@given(messages)
def test_agreement_is_the_same_from_both_sides(said) -> None:
    for a in said:
        for b in said:
            if a.key != b.key:
                assert agreement(a, b) == agreement(b, a)
