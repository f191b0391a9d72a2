"""Codes: Kemendagri's and BPS's mean different places."""

from pulang.places.rules import listing
from pulang.places.rules.codes import CodeReading, System, read_code, system_of
from pulang.places.rules.index import shipped_index

INDEX = shipped_index()


def read(text: str, system: System | None = None) -> CodeReading:
    return read_code(text, index=INDEX, bps=listing.bps_codes(), system=system)


def test_5301_is_a_question_because_bps_means_sumba_barat() -> None:
    found = read("5301")

    assert found.is_ambiguous
    assert {code for _, code in found.candidates} == {"5301", "5312"}
    assert found.code == ""


def test_dots_are_the_habit_of_kemendagri() -> None:
    assert read("53.01").code == "5301"
    assert read("53.02.02.2008").code == "5302022008"


def test_a_code_both_give_to_one_place_is_no_question() -> None:
    assert read("5371").code == "5371"
    assert not read("5321").is_ambiguous


def test_whoever_says_which_system_gets_one_answer() -> None:
    assert read("5301", System.BPS).code == "5312"
    assert read("5301", System.KEMENDAGRI).code == "5301"


def test_a_bps_kecamatan_is_known_to_its_kabupaten_only() -> None:
    assert read("5301010").code == "5312"


def test_what_is_no_code_means_nothing() -> None:
    assert [read(text).candidates for text in ("", "KUPANG", "12345", "99", "53x1")] == [()] * 5


def test_a_column_that_names_the_kabupaten_beside_decides_its_system() -> None:
    rows = [("5301", "Sumba Barat"), ("5302", "Sumba Timur"), ("5303", "Kab. Kupang")]

    assert system_of(rows, index=INDEX, bps=listing.bps_codes()) is System.BPS
    assert system_of([("5301", "")], index=INDEX, bps=listing.bps_codes()) is None


def test_all_22_have_both_codes_and_no_bps_code_stands_twice() -> None:
    codes = listing.bps_codes()

    assert len(codes) == len(set(codes.values())) == 22
    assert set(codes) == {code for code in INDEX.names if len(code) == 4 and code[:2] == "53"}
