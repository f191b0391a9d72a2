"""Placing records: nobody who exists is merged, every record gets one person, decisions stand."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pulang.linkage.rules.placing import place, with_registry

NO_PAIRS = {"left": pl.Int64, "right": pl.Int64}


def frames(persons, clusters, pairs, known=()):
    return {
        "records": pl.DataFrame(
            [(at, person) for at, person in enumerate(persons)],
            schema={"record_id": pl.Int64, "person": pl.Int64},
            orient="row",
        ),
        "clusters": pl.DataFrame(
            list(enumerate(clusters)),
            schema={"record_id": pl.Int64, "cluster": pl.Int64},
            orient="row",
        ),
        "pairs": pl.DataFrame(
            pairs,
            schema={**NO_PAIRS, "probability": pl.Float64, "zone": pl.String},
            orient="row",
        ),
        "known": pl.DataFrame(list(known), schema=NO_PAIRS, orient="row"),
    }


@st.composite
def worlds(draw):
    size = draw(st.integers(1, 12))
    persons = draw(st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=size, max_size=size))
    clusters = draw(st.lists(st.integers(0, size - 1), min_size=size, max_size=size))
    some = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
        lambda p: p[0] != p[1]
    )
    pairs = draw(st.lists(some, max_size=10, unique_by=lambda p: tuple(sorted(p))))
    zones = [
        (a, b, draw(st.floats(0.05, 1)), "linked" if clusters[a] == clusters[b] else "review")
        for a, b in pairs
    ]
    known = draw(st.lists(some, max_size=3))
    protected = draw(st.frozensets(st.integers(1, 4), max_size=2))
    return frames(persons, clusters, zones, known), protected


@given(worlds())
def test_every_new_record_gets_one_person_and_no_other_record_moves(world):
    told, protected = world

    placed = place(**told, protected=protected).placed

    new = told["records"].filter(pl.col("person").is_null())["record_id"].to_list()
    assert sorted(placed["record_id"].to_list()) == sorted(new)
    assert placed["owner"].null_count() == 0


@given(worlds())
def test_nothing_new_joins_a_protected_person(world):
    told, protected = world

    placed = place(**told, protected=protected).placed

    assert not set(placed.filter(~pl.col("is_new"))["owner"]) & protected


@given(worlds())
def test_a_record_joins_only_a_person_of_its_own_cluster(world):
    told, protected = world
    cluster = dict(told["clusters"].iter_rows())
    persons = {}
    for record, person in told["records"].iter_rows():
        persons.setdefault(cluster[record], set()).add(person)

    placed = place(**told, protected=protected).placed

    for record, owner, is_new in placed.iter_rows():
        assert is_new or owner in persons[cluster[record]]


@given(worlds())
def test_two_persons_are_proposed_once_and_never_again_when_known(world):
    told, protected = world
    answer = place(**told, protected=protected)
    owner = dict(told["records"].drop_nulls("person").iter_rows())
    owner |= {record: number for record, number, _ in answer.placed.iter_rows()}
    decided = {frozenset((owner[a], owner[b])) for a, b in told["known"].iter_rows()}

    proposed = [
        frozenset((owner[row["left"]], owner[row["right"]]))
        for row in answer.proposals.iter_rows(named=True)
    ]

    assert len(proposed) == len(set(proposed))
    assert not set(proposed) & decided
    assert all(len(both) == 2 for both in proposed)
    assert all(row["left"] < row["right"] for row in answer.proposals.iter_rows(named=True))


def test_a_new_record_between_two_persons_joins_the_nearer_and_asks_about_the_other():
    told = frames([1, 2, None], [0, 0, 0], [(0, 2, 0.95, "linked"), (1, 2, 0.99, "linked")])

    answer = place(**told)

    assert answer.placed.rows() == [(2, 2, False)]
    assert answer.proposals.select("left", "right").rows() == [(0, 2)]


def test_a_persons_number_from_the_registry_brings_one_of_her_records():
    clusters = pl.DataFrame({"record_id": [7, 8], "cluster": [7, 8], "person_id": [1, None]})
    records = pl.DataFrame({"record_id": [1, 2, 7, 8], "person": [1, 1, None, None]})

    told = with_registry(clusters, records)

    assert sorted(told.rows()) == [(1, -1), (7, -1), (8, 8)]
