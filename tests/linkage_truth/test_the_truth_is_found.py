"""Synthetic populations with known answers judge the linkage."""

import polars as pl
import pytest

from pulang.linkage.engine import LinkageModel, link_new, open_index, prepare, unify
from pulang.linkage.tests.engine.people_of import pairwise, province


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return province(5000)


@pytest.fixture(scope="module")
def outcome(people):
    return unify(people.drop("person"))


def test_links_made_without_asking_are_right_and_most_persons_are_found(people, outcome):
    precision, recall = pairwise(outcome.clusters["cluster"], people["person"])

    assert precision >= 0.98
    assert recall >= 0.70


def test_what_is_in_doubt_holds_many_of_the_links_not_made(people, outcome):
    person = people["person"]
    review = outcome.pairs.filter(pl.col("zone") == "review")
    right = (person.gather(review["left"]) == person.gather(review["right"])).sum()

    assert 0 < right < len(review)


def test_the_same_records_give_the_same_persons_and_the_same_model(people, outcome):
    again = unify(people.drop("person"))

    assert again.clusters.equals(outcome.clusters)
    assert again.model.to_json() == outcome.model.to_json()


def test_new_rows_meet_their_person_without_redoing_the_rest(people, outcome, tmp_path):
    old, new = people.slice(0, 4500), people.slice(4500)
    registry = old.drop("person").with_columns(old["person"].alias("person_id"))
    prepare(registry, tmp_path / "index")

    found = link_new(new.drop("person"), open_index(tmp_path / "index"), model=outcome.model)

    told = found.clusters.with_columns(new["person"])
    known = told.filter(pl.col("person_id").is_not_null())
    expected = told.filter(pl.col("person").is_in(old["person"].implode()))
    assert (known["person_id"] == known["person"]).mean() >= 0.98
    assert len(known) >= 0.6 * len(expected)


def test_lists_without_any_nik_are_linked_by_the_model_that_ships(people):
    outcome = unify(people.drop("person", "nik"))
    precision, recall = pairwise(outcome.clusters["cluster"], people["person"])

    assert outcome.model is LinkageModel.shipped()
    assert precision >= 0.97
    assert recall >= 0.4


def test_lists_without_nik_can_teach_themselves_unsupervised(people):
    outcome = unify(people.drop("person", "nik"), teacher="mixture")
    precision, recall = pairwise(outcome.clusters["cluster"], people["person"])

    assert outcome.model.trees == ""
    assert precision >= 0.8
    assert recall >= 0.4
