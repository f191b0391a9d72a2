"""The synthetic people: the same for everybody, never a real number, and as hard to tell apart as the real ones."""

import numpy as np
import polars as pl
import pytest

from pulang.web.demo.gazetteer import gazetteer
from pulang.web.demo.lexicon import lexicon, respellings
from pulang.web.demo.lists import KINDS
from pulang.web.demo.noise import (
    Noise,
    misread,
    slip,
    spoil,
    written_dates,
    written_names,
    written_niks,
)
from pulang.web.demo.persons import FIRST_SERIAL, Persons, draw_persons, join_days, split_days
from pulang.web.demo.population import BLOCK, generate, write_lists


@pytest.fixture(scope="module")
def persons() -> Persons:
    return draw_persons(
        size=20_000, first=0, serials=range(9000, 9100), rng=np.random.default_rng(1)
    )


def changed(persons: Persons, **rates: float) -> float:
    """The share of names that these noises alone change."""
    quiet = Noise().times(0)
    clean = written_names(persons, np.random.default_rng(2), quiet)
    noisy = written_names(persons, np.random.default_rng(2), Noise(**{**vars(quiet), **rates}))
    return float((clean != noisy).fill_null(True).mean())


def test_the_same_seed_and_size_give_the_same_cells() -> None:
    one, two, other = generate(3000, seed=7), generate(3000, seed=7), generate(3000, seed=8)

    assert one.truth.equals(two.truth)
    assert all(one.frames[name].equals(two.frames[name]) for name in one.frames)
    assert not one.truth.equals(other.truth)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("records", [1, 40, 700, 5001])
def test_the_lists_have_exactly_the_rows_that_were_asked_for(records: int, seed: int) -> None:
    lists = generate(records, seed)

    assert sum(frame.height for frame in lists.frames.values()) == records
    for name, frame in lists.frames.items():
        rows = lists.truth.filter(pl.col("list") == name)["row"]
        assert rows.to_list() == list(range(1, frame.height + 1))


def test_files_on_disk_say_the_same_as_the_frames(tmp_path) -> None:  # type: ignore[no-untyped-def]
    lists = generate(2000, seed=5)

    write_lists(tmp_path, 2000, seed=5)

    for name, frame in lists.frames.items():
        assert pl.read_parquet(tmp_path / f"{name}.parquet").equals(frame)
    assert pl.read_parquet(tmp_path / "truth.parquet").equals(lists.truth)


@pytest.mark.slow
def test_persons_of_different_blocks_never_share_a_number() -> None:
    lists = generate(BLOCK + 1000)

    village = lists.frames["village"].with_columns(
        person=lists.truth.filter(pl.col("list") == "village")["person"]
    )
    shared = village.drop_nulls("NIK").group_by("NIK").agg(pl.col("person").n_unique())
    assert (shared["person"] > 1).mean() < 0.01


def test_no_nik_could_belong_to_a_real_person(persons: Persons) -> None:
    niks = persons.nik[persons.nik > 0]

    assert (niks % 10_000 >= FIRST_SERIAL).all()
    assert np.isin(niks // 10_000_000_000, gazetteer().district_codes).all()
    assert len(np.unique(niks)) == len(niks)


def test_a_womans_nik_carries_forty_on_the_day(persons: Persons) -> None:
    has = persons.nik > 0
    day = persons.nik // 100_000_000 % 100

    assert ((day > 40) == persons.female)[has].all()


def test_a_nik_mostly_agrees_with_the_papers_and_sometimes_not(persons: Persons) -> None:
    has = persons.nik > 0
    year, month, day = split_days(persons.registered)
    said = (day + 40 * persons.female) * 10_000 + month * 100 + year % 100
    agrees = (persons.nik // 10_000 % 1_000_000 == said)[has].mean()

    assert 0.96 < agrees < 0.99


def test_passports_are_never_shared(persons: Persons) -> None:
    renewed = persons.second_passport[persons.second_passport > 0]
    every = np.concatenate([persons.passport, renewed])

    assert len(np.unique(every)) == len(every)


def test_people_of_malaka_may_hold_a_number_of_belu(persons: Persons) -> None:
    malaka = gazetteer().regency_of[persons.village] == gazetteer().regency_codes.index("53.21")
    older = persons.nik // 1_000_000_000_000 == 5304

    assert 0.2 < older[malaka & (persons.nik > 0)].mean() < 0.4


@pytest.mark.parametrize(
    ("noise", "low", "high"),
    [
        ({"typo": 0.06}, 0.05, 0.07),
        ({"misread": 0.02}, 0.014, 0.026),
        ({"title": 0.04}, 0.033, 0.047),
        ({"drop_fam": 0.08}, 0.07, 0.09),
        ({"variant": 0.18}, 0.13, 0.19),
        ({"spelling": 0.12}, 0.09, 0.13),
        ({"abbreviation": 0.10}, 0.08, 0.11),
        ({"swap_order": 0.05}, 0.04, 0.06),
        ({"alias": 0.03}, 0.02, 0.035),
    ],
)
def test_a_name_is_spoiled_as_often_as_the_profile_says(
    persons: Persons, noise: dict[str, float], low: float, high: float
) -> None:
    assert low < changed(persons, **noise) < high


def test_a_middle_word_is_left_out_of_one_name_in_five_that_has_one(persons: Persons) -> None:
    middle = ((persons.second > 0) | (persons.adat > 0)).mean()

    assert 0.17 * middle < changed(persons, drop_middle=0.20) < 0.22 * middle


def test_a_married_woman_may_stand_under_her_husbands_name(persons: Persons) -> None:
    names = written_names(
        persons, np.random.default_rng(3), Noise(**{**vars(Noise().times(0)), "married": 0.6})
    )
    married = persons.female & (persons.husband > 0)

    assert not names.filter(pl.Series(~married)).str.contains("-").any()
    assert 0.4 < names.filter(pl.Series(married)).str.contains("-").mean() < 0.6  # type: ignore[operator]


def test_birth_dates_turn_move_and_default_nine_times_in_a_hundred(persons: Persons) -> None:
    written = written_dates(persons.registered, np.random.default_rng(4), Noise())
    different = written != persons.registered
    year, month, day = split_days(persons.registered)
    turned = join_days(year, np.where(day <= 12, day, month), np.where(day <= 12, month, day))

    assert 0.06 < different.mean() < 0.095
    assert (different & (written == turned)).any()


def test_without_noise_every_nik_is_written_as_it_is(persons: Persons) -> None:
    written = written_niks(persons, np.random.default_rng(5), Noise().times(0), missing=0.0)

    assert written.to_list() == [str(nik) if nik else None for nik in persons.nik.tolist()]


def test_some_niks_are_a_digit_short_and_some_a_relatives(persons: Persons) -> None:
    written = written_niks(persons, np.random.default_rng(5), Noise(), missing=0.0).drop_nulls()

    assert 0.002 < (written.str.len_chars() == 15).mean() < 0.01
    assert 0.001 < written.str.contains("O").mean() < 0.006  # type: ignore[operator]


def test_people_who_are_hard_to_tell_apart_are_there(persons: Persons) -> None:
    same_family = persons.family[1:] == persons.family[:-1]
    same_birth = persons.born[1:] == persons.born[:-1]
    same_given = persons.given[1:] == persons.given[:-1]
    older = persons.born[1:] - persons.born[:-1] > 20 * 365
    namesakes = pl.DataFrame(
        {
            "v": persons.village,
            "g": persons.given,
            "s": persons.second,
            "a": persons.adat,
            "f": persons.fam,
        }
    )

    assert (same_family & same_birth).sum() > 100, "twins"
    assert (same_family & same_given & older).sum() > 30, "fathers and sons of one name"
    assert namesakes.is_duplicated().sum() > 400, "neighbours of one name"


def test_no_parents_give_two_children_one_name(persons: Persons) -> None:
    sibling = (persons.family[1:] == persons.family[:-1]) & (
        persons.father_given[1:] == persons.father_given[:-1]
    )
    twins = sibling & (persons.born[1:] == persons.born[:-1])
    namesakes = (persons.given[1:] == persons.given[:-1]) & (
        persons.second[1:] == persons.second[:-1]
    )

    assert twins.sum() > 50
    assert not (twins & namesakes).any()
    assert (sibling & namesakes).mean() < 0.001


def test_half_of_the_women_of_malaka_are_called_maria(persons: Persons) -> None:
    malaka = gazetteer().regency_of[persons.village] == gazetteer().regency_codes.index("53.21")
    maria = lexicon().text.to_list().index("Maria")
    hers = persons.given[malaka & persons.female] == maria

    assert 0.45 < hers.mean() < 0.65


def test_siblings_of_malaka_differ_in_their_last_word_more_than_those_of_soe(
    persons: Persons,
) -> None:
    regency = gazetteer().regency_of[persons.village]
    sibling = (persons.family[1:] == persons.family[:-1]) & (
        persons.father_given[1:] == persons.father_given[:-1]
    )

    def same(code: str) -> float:
        rows = sibling & (regency[1:] == gazetteer().regency_codes.index(code))
        return float((persons.fam[1:] == persons.fam[:-1])[rows].mean())

    assert same("53.21") < 0.6 < same("53.02")


def test_every_list_draws_on_the_same_people() -> None:
    lists = generate(4000)

    lists_of = lists.truth.group_by("person").agg(pl.col("list").n_unique())["list"]
    assert set(lists.frames) == {kind.name for kind in KINDS}
    assert lists_of.max() == 5
    assert 2.0 < lists_of.mean() < 2.6  # type: ignore[operator]


def test_slips_of_the_pen_stay_one_letter_away() -> None:
    assert slip("Yasinta", 0.1, 0.4, 0.0) == "Yasnta"
    assert slip("Yasinta", 0.3, 0.4, 0.0) == "Yasiinta"
    assert slip("Yo", 0.1, 0.4, 0.0) == "Yo"
    assert misread("Tarat", 0.99) == "Tarat"
    assert misread("Seran", 0.0) == "5eran"
    assert spoil("5304015203859001", 1, 0.0, 0.0) == "304015203859001"
    assert spoil("5304015203859001", 2, 0.0, 0.0) == "53O4015203859001"


def test_old_spelling_comes_back() -> None:
    assert "Tjornelis" in respellings("Cornelis")
    assert "Djawa" in respellings("Jawa")
    assert all(word != "Jawa" for word in respellings("Jawa"))
