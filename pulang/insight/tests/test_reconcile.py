"""Which published figures contradict each other."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pulang.insight.rules.reconcile import Figure, disagreements, parts_and_wholes


def figure(name: str, value: int, **others: str) -> Figure:
    fields = {
        "place": "",
        "destination": "",
        "sex": "",
        "part": "",
        "source": "a",
        "unit": "persons",
    }
    fields |= others
    return Figure(
        id=name,
        topic="deaths",
        value=Decimal(value),
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 7, 13),
        **fields,
    )


def test_a_headline_of_79_and_a_table_of_77_disagree_by_two() -> None:
    (found,) = disagreements([figure("head", 79), figure("table", 77)])

    assert (found.ids, found.gap) == (("table", "head"), Decimal(2))


def test_equal_figures_of_two_sources_do_not_disagree() -> None:
    assert disagreements([figure("a", 184, sex="M"), figure("b", 184, sex="M", source="b")]) == []


def test_women_and_men_are_different_questions() -> None:
    assert disagreements([figure("m", 67, sex="M"), figure("f", 12, sex="F")]) == []


def test_parts_that_add_up_are_no_contradiction() -> None:
    (found,) = parts_and_wholes(
        [figure("all", 79), figure("m", 67, sex="M"), figure("f", 12, sex="F")]
    )

    assert found.missing == 0
    assert not found.is_contradiction


def test_parts_of_more_than_the_whole_are_a_contradiction() -> None:
    (found,) = parts_and_wholes(
        [figure("all", 20), figure("a", 16, place="5308"), figure("b", 14, place="5321")]
    )

    assert found.is_contradiction
    assert found.missing == -10


def test_parts_of_another_source_are_not_added_to_a_whole() -> None:
    rows = [
        figure("all", 20),
        figure("a", 16, place="5308", source="b"),
        figure("b", 9, place="53"),
    ]

    assert parts_and_wholes(rows) == []


def test_shares_are_never_added() -> None:
    rows = [
        figure("all", 91, unit="percent"),
        figure("a", 60, unit="percent", place="5308"),
        figure("b", 70, unit="percent", place="5321"),
    ]

    assert parts_and_wholes(rows) == []


@given(st.lists(st.integers(0, 9), max_size=8))
def test_a_question_disputes_exactly_when_its_answers_differ(values: list[int]) -> None:
    rows = [figure(str(n), value) for n, value in enumerate(values)]

    assert bool(disagreements(rows)) == (len(set(values)) > 1)
