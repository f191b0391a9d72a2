"""Odd and small input: nothing breaks, nothing is linked that should not be."""

from datetime import date

import polars as pl
import pytest

from pulang.linkage.engine import SparkIsMissing, unify
from pulang.linkage.engine import spark as spark_there
from pulang.linkage.tests.engine.people_of import province

ONE = {"record_id": [7], "source": ["bank"], "full_name": ["Maria Nahak"]}


def test_no_records_are_no_persons():
    outcome = unify(pl.DataFrame({"record_id": [], "source": []}))

    assert outcome.clusters.is_empty()
    assert outcome.pairs.is_empty()


def test_one_record_is_one_person():
    assert unify(pl.DataFrame(ONE)).clusters.rows() == [(7, 7)]


def test_records_that_say_nothing_stay_apart():
    blank = pl.DataFrame(
        {"record_id": [1, 2, 3], "source": ["a", "b", None], "full_name": [None, "", " "]}
    )

    assert unify(blank).clusters["cluster"].to_list() == [1, 2, 3]


def test_odd_cells_break_nothing():
    odd = pl.DataFrame(
        {
            "record_id": list(range(6)),
            "source": ["a"] * 3 + ["b"] * 3,
            "full_name": ["", "'", "12345", "O'", "Ω李", "x" * 500],
            "nik": ["0" * 16, "53", "5.3E+15", "9" * 16, None, "53020443029000031"],
            "phone": ["+", None, "0", "+62", "ext", "1"],
            "place_code": ["", "53", "5", "53.04", "5302042003", "x"],
            "born_on": [None, date(1, 1, 1), date(2999, 1, 1), None, date(1985, 2, 28), None],
        }
    )

    assert len(unify(odd).clusters) == 6


def test_record_ids_need_not_be_in_order_and_come_back_as_they_were():
    rows = province(3000).drop("person").head(600).with_columns(pl.col("record_id") * -3 + 10**12)

    outcome = unify(rows)

    assert outcome.clusters["record_id"].to_list() == rows["record_id"].to_list()
    assert set(outcome.clusters["cluster"]) <= set(rows["record_id"])


def test_a_family_card_typed_as_nik_links_nobody():
    family = pl.DataFrame(
        {
            "record_id": [1, 2, 3],
            "source": ["desa", "bank", "bank"],
            "full_name": ["Yosef Taneo", "Yosef Taneo", "Marta Taneo"],
            "sex": ["M", "M", "F"],
            "nik": [None, "5302041211100007", "5302041211100007"],
            "family_card": ["5302041211100007", None, None],
            "born_on": [date(1970, 1, 2), date(1999, 5, 6), date(2001, 8, 9)],
        }
    )

    assert unify(family).clusters["cluster"].n_unique() == 3


def test_progress_goes_up_to_one():
    told: list[float] = []

    unify(province(3000).drop("person").head(300), progress=lambda _step, part: told.append(part))

    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_a_backend_that_is_none_is_refused():
    with pytest.raises(ValueError, match="duckdb"):
        unify(pl.DataFrame(ONE), backend="abacus")


@pytest.mark.spark
@pytest.mark.slow
def test_spark_finds_the_same_persons_as_duckdb():
    if lacking := spark_there.missing():
        pytest.skip(lacking)
    rows = province(5000).drop("person")

    here, there = unify(rows), unify(rows, backend="spark", spark_master="local[2]")

    assert there.clusters.equals(here.clusters)


def test_without_spark_a_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(spark_there, "find_spec", lambda _name: None)

    with (
        pytest.raises(SparkIsMissing, match="pip install"),
        spark_there.session(None, str(tmp_path)),
    ):
        pass
