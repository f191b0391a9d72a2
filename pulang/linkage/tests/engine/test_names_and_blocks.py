"""Names become numbers, and numbers find each other."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.linkage.engine.blocks import candidate_pairs, distinct, located, merged, pairs_within
from pulang.linkage.engine.patterns import RADIX, packed, unpacked
from pulang.linkage.engine.preparing import prepare
from pulang.linkage.engine.tokens import corrections, split_names
from pulang.people.rules import names


def prepared(*rows: dict) -> pl.DataFrame:
    told = [{"record_id": at, "source": "a", **row} for at, row in enumerate(rows)]
    return prepare(pl.DataFrame(told, infer_schema_length=None)).frame


def test_spellings_of_one_name_are_one_number():
    frame = prepared(
        {"full_name": "Yoh. Nahak", "sex": "M"}, {"full_name": "NAHAK JOHANIS", "sex": "M"}
    )

    assert {frame.row(0, named=True)[f"n{i}"] for i in (1, 2)} == {
        frame.row(1, named=True)[f"n{i}"] for i in (1, 2)
    }


def test_words_read_one_by_one_are_the_words_of_the_whole_name():
    spoken = [
        "Umbu Ngongo",
        "Ibu Maria Taneo",
        "Fx. Seran",
        "Maria da Gomez",
        "M. Nahak",
        "Siti binti Umar",
        "Mr. Bria",
        "Maria Seran-Bria",
        "Umbu-Ndilu",
        "Ngongo-Umbu Rambu",
        "Yoh.-Bria",
        "Nur-Hayati",
        "Magdalena Bin-Umar",
        "Maria9 D0minika Mau",
        "Yos. Mau-M. Nahak",
    ]
    frame = pl.DataFrame({"name": spoken, "sex": ["F"] * len(spoken)})

    split = split_names(frame)

    for at, name in enumerate(spoken):
        words = split.filter(pl.col("which") == at)["token"].to_list()
        assert tuple(words) == names.tokens(name, "F"), name


def test_a_rare_misspelling_is_read_as_its_frequent_neighbour_and_two_frequent_ones_stay_apart():
    assert corrections({"malli": 300, "mallu": 280}, sure=set()) == {}
    assert corrections({"taneo": 400, "tanneo": 1, "tanao": 200}, sure=set()) == {"tanneo": "taneo"}


def test_a_place_in_words_meets_its_code():
    both = {
        "place_code": "5302042003",
        "village": "Oenoni",
        "district": "Amarasi",
        "regency": "Kupang",
    }
    frame = prepared(
        {**both}, {"village": "Desa OENONI", "district": "Kec. Amarasi", "regency": "Kab. Kupang"}
    )

    assert frame["pv"].n_unique() == 1
    assert frame["pd"].n_unique() == 1


def test_a_swapped_date_still_meets_its_original():
    frame = prepared(
        {"full_name": "Wensislaus Taneo", "born_on": date(1985, 3, 12)},
        {"full_name": "Taneo", "born_on": date(1985, 12, 3)},
    )

    assert candidate_pairs(frame).rows() == [(0, 1)]


@settings(deadline=None)
@given(st.lists(st.integers(2, 5), max_size=6))
def test_blocks_give_all_their_pairs_and_no_other(sizes):
    rows = np.arange(sum(sizes), dtype=np.int64)
    many = np.array(sizes, dtype=np.int64)

    found = pairs_within(rows, np.cumsum(many) - many, many, 8)

    start, wanted = 0, set()
    for size in sizes:
        wanted |= {(a, b) for a in range(start, start + size) for b in range(a + 1, start + size)}
        start += size
    assert {(pair >> 8, pair & 255) for pair in found.tolist()} == wanted
    assert len(found) == len(wanted)


@settings(deadline=None)
@given(st.data())
def test_a_pattern_is_its_levels(data):
    levels = [data.draw(st.integers(-1, radix - 2)) for radix in RADIX]

    assert unpacked(np.array([packed(levels)])).tolist() == [levels]


@given(
    among=st.lists(st.integers(0, 30), max_size=40),
    asked=st.lists(st.integers(0, 35), max_size=20),
)
def test_numbers_are_located_as_counting_would(among, asked):
    ordered = np.sort(np.array(among, dtype=np.int64))

    first, times = located(ordered, np.array(asked, dtype=np.int64))

    assert times.tolist() == [among.count(one) for one in asked]
    assert [ordered.tolist().index(one) for one in asked if one in among] == [
        int(at) for at, count in zip(first, times, strict=True) if count
    ]


@given(st.lists(st.lists(st.integers(0, 50), max_size=20), max_size=6))
def test_ordered_runs_become_one_without_repetition(runs):
    ordered = [distinct(np.array(run, dtype=np.int64)) for run in runs]

    assert merged(ordered).tolist() == sorted({one for run in runs for one in run})
