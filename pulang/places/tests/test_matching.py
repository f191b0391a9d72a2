"""The finder: to the deepest level known, never by a guess."""

import random
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.places.rules.frames import resolve_frame
from pulang.places.rules.index import PlaceIndex, shipped_index
from pulang.places.rules.matching import Note, resolve


@cache
def index() -> PlaceIndex:
    """Build the shipped index once for this module."""
    return shipped_index()


def find(village: str = "", district: str = "", regency: str = "") -> tuple[str, set[Note]]:
    found = resolve(village, district, regency, index=index())
    return found.code, set(found.notes)


def test_a_village_name_that_stands_three_times_is_handed_back_as_candidates() -> None:
    found = resolve("Oinlasi", "", "", index=index())

    assert found.code == ""
    assert found.must_be_picked
    assert found.candidates == ("5302022008", "5302082001", "5302102009")


def test_the_kabupaten_alone_does_not_decide_between_them() -> None:
    found = resolve("Oinlasi", "", "TTS", index=index())

    assert (found.code, len(found.candidates)) == ("5302", 3)


@pytest.mark.parametrize(
    ("village", "district", "regency", "code"),
    [
        ("Oinlasi", "Mollo Selatan", "TTS", "5302022008"),
        ("Desa Oinlasi", "Kec. Mollo Sel.", "Kab. Timor Tengah Selatan (TTS)", "5302022008"),
        ("Kel. Oebobo", "Oebobo", "Kota Kupang", "5371041001"),
        ("OESAPA", "KELAPA LIMA", "KUPANG", "5371031010"),
        ("Noelbaki", "Kupang Tengah", "Kupang", "5301082008"),
        ("Nulbaki", "", "Kab Kupang - NTT", "5301082008"),
        ("", "KI'E", "Timor Tengah Selatan", "530210"),
        ("", "Kie", "TTS", "530210"),
        ("", "Batuputih", "tts", "530214"),
        ("", "cibal  barat", "Kabupaten Manggarai", "531017"),
        ("", "Poco Ranaka", "Matim", "531902"),
        ("", "Kotolin", "TTS", "530220"),
        ("", "", "SBD", "5318"),
        ("", "", "TTU", "5303"),
        ("", "", "Kab. Malaca", "5321"),
        ("", "", "Nunukan", "6503"),
        ("", "", "Prov. NTT", "53"),
    ],
)
def test_writings_of_real_lists_are_understood(
    village: str, district: str, regency: str, code: str
) -> None:
    assert find(village, district, regency)[0] == code


def test_kupang_without_a_word_is_two_places() -> None:
    found = resolve("", "", "Kupang", index=index())

    assert (found.code, found.candidates) == ("", ("5301", "5371"))
    assert Note.REGENCY_AMBIGUOUS in found.notes


def test_sumbawa_barat_is_asked_about_because_papers_write_it_for_sumba_barat() -> None:
    found = resolve("", "", "Sumbawa Barat", index=index())

    assert found.must_be_picked
    assert set(found.candidates) == {"5312", "5207"}


def test_a_paper_from_before_the_split_still_names_belu_for_malaka() -> None:
    code, notes = find("Weoe", "Wewiku", "Belu")

    assert code == "5321032005"
    assert Note.FORMER_REGENCY in notes


def test_an_unknown_village_leaves_its_kecamatan() -> None:
    assert find("Kampung Entah", "Kodi", "SBD") == ("531807", {Note.VILLAGE_UNKNOWN})


def test_a_kecamatan_of_another_kabupaten_is_a_question() -> None:
    found = resolve("", "Larantuka", "Sikka", index=index())

    assert (found.code, found.candidates) == ("5307", ("530603",))
    assert found.must_be_picked


def test_a_likeness_never_bridges_a_direction_or_a_number() -> None:
    assert find("", "Amfoang Tenggara", "Kab. Kupang")[0] == "5301"
    assert find("Oh'aem III", "Amfoang Timur", "Kab. Kupang")[0][:4] == "5301"
    assert len(find("Oh'aem III", "", "Kab. Kupang")[0]) == 4


def test_nothing_written_is_nowhere() -> None:
    assert find() == ("", set())


def test_each_village_of_the_list_is_found_by_its_own_full_name_or_handed_back() -> None:
    for code in index().within("53", 10):
        names = (index().names[code], index().names[code[:6]], index().names[code[:4]])

        found = resolve(*names, index=index())

        assert found.code == code or code in found.candidates, names


def test_a_frame_has_one_row_for_each_distinct_writing() -> None:
    rows = pl.DataFrame(
        {
            "village": ["Oinlasi", "Oinlasi", None],
            "district": ["Mollo Selatan", "Mollo Selatan", None],
            "regency": ["TTS", "TTS", "Ende"],
        }
    )

    found = resolve_frame(rows, index=index())

    assert found["place_code"].to_list() == ["5302022008", "5308"]


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_writing_breaks_the_finder_or_yields_an_unknown_code(a: str, b: str, c: str) -> None:
    found = resolve(a, b, c, index=index())

    assert not found.code or found.code in index().names
    assert all(code in index().names for code in found.candidates)


def _one_letter_changed(text: str, dice: random.Random) -> str:
    if dice.random() > 0.3 or len(text) <= 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    return text[:at] + dice.choice("aeioukn") + text[at + 1 :]


def test_dirty_writings_are_found_and_very_seldom_taken_for_a_neighbour() -> None:
    dice = random.Random(1)
    villages = index().within("53", 10)
    found = wrong = 0
    for _ in range(4000):
        code = dice.choice(villages)
        village, district = (
            _one_letter_changed(index().names[part], dice) for part in (code, code[:6])
        )
        answer = resolve(village, district, index().names[code[:4]], index=index())
        found += answer.code == code
        wrong += len(answer.code) == 10 and answer.code != code

    assert found >= 0.96 * 4000
    assert wrong <= 0.002 * 4000
