"""The agencies' own files: the same bytes at every run, each in its own manner, and a truth that fits them."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pulang.web.demo.agency_files import (
    LAYOUTS,
    REGISTERS,
    TRUTH,
    Written,
    agency_files,
    write_agency_files,
)
from pulang.web.demo.cast import CAST, FIRST_DRAWN, MARIA, YOHANIS
from pulang.web.demo.sheaf import rounded_nik, scientific_nik, serial_day

SIZE = 1_200


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("province")
    write_agency_files(directory, size=SIZE, seed=7)
    return directory


@pytest.fixture(scope="module")
def made() -> dict[str, Written]:
    return {file.listed: file for file in agency_files(size=SIZE, seed=7)}


def lines(province: Path, made: dict[str, Written], listed: str) -> list[list[str]]:
    """The physical rows of a file, the first line at place 0."""
    path = province / made[listed].path
    if path.suffix in {".xlsx", ".ods"}:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    manner = {
        "placement": (";", "utf-8-sig"),
        "bank": ("|", "ascii"),
        "passport": (",", "cp1252"),
        "shelter": (";", "utf-8"),
    }
    delimiter, encoding = manner.get(listed, ("\t", "utf-16"))
    return list(csv.reader(path.read_text(encoding).splitlines(), delimiter=delimiter))


def rows_of(person: int, province: Path, made: dict[str, Written]) -> dict[str, list[str]]:
    return {
        listed: lines(province, made, listed)[row - 1]
        for listed, file in made.items()
        for row, about in file.about
        if about == person
    }


def test_two_runs_write_the_same_bytes(made: dict[str, Written]) -> None:
    again = agency_files(size=SIZE, seed=7)

    assert {file.path: file.content for file in again} == {f.path: f.content for f in made.values()}


@pytest.mark.parametrize("seed", [1, 2, 2026])
@pytest.mark.parametrize("size", [100, 300, 1500])
def test_a_province_of_any_size_has_all_files(size: int, seed: int) -> None:
    made = agency_files(size=size, seed=seed)

    assert len(made) == len(LAYOUTS) + len(REGISTERS)


def test_another_seed_is_another_province(made: dict[str, Written]) -> None:
    other = {file.listed: file.content for file in agency_files(size=SIZE, seed=8)}

    assert all(made[listed].content != content for listed, content in other.items())


def test_every_agency_and_every_village_has_its_file(
    province: Path, made: dict[str, Written]
) -> None:
    assert set(made) == set(LAYOUTS) | {listed for listed, _, _ in REGISTERS}
    assert all((province / file.path).stat().st_size > 500 for file in made.values())
    assert {Path(file.path).suffix for file in made.values()} == {".csv", ".txt", ".xlsx", ".ods"}


def test_the_truth_file_says_what_the_files_say(province: Path, made: dict[str, Written]) -> None:
    told = pl.read_csv(province / TRUTH)

    for listed, file in made.items():
        rows = told.filter(pl.col("list") == listed)
        assert list(zip(rows["row"], rows["person"], strict=True)) == list(file.about)


@pytest.mark.parametrize("listed", [*LAYOUTS, *(listed for listed, _, _ in REGISTERS)])
def test_truth_rows_are_rows_about_somebody(
    province: Path, made: dict[str, Written], listed: str
) -> None:
    found = lines(province, made, listed)
    header = next(row for row in found if sum(bool(cell) for cell in row) > 5)
    about = dict(made[listed].about)

    assert about
    for row in about:
        cells = found[row - 1]
        assert sum(bool(cell) for cell in cells) >= 3
        assert cells != header
    assert max(about) <= len(found)


def test_maria_stands_under_her_names_in_seven_lists(
    province: Path, made: dict[str, Written]
) -> None:
    hers = rows_of(MARIA, province, made)

    said = {listed: " ".join(cells) for listed, cells in hers.items()}
    assert "MARIA Y. TANEO" in said["placement"]
    assert "YASINTA TANEO" in said["bank"]
    assert "03/09/1998" in said["bank"], "day and month are turned"
    assert "1 Juli 1998" in said["training"], "set to 1 July"
    assert "5304014903989901" in said["village_dirun"]
    assert "arrivals" in said
    assert len(hers) == 7


def test_yohanis_has_no_number_that_would_settle_it(
    province: Path, made: dict[str, Written]
) -> None:
    his = {listed: " ".join(row) for listed, row in rows_of(YOHANIS, province, made).items()}

    assert "12 Maret 1985" in his["village_kateri"]
    assert "YOH. NAHAK" in his["deportee"]
    assert "1985-07-01" in his["deportee"] or "01/07/1985" in his["deportee"]
    assert "5321" not in his["deportee"]


def test_the_cast_is_complete(made: dict[str, Written]) -> None:
    listed = {(file.listed, person) for file in made.values() for _, person in file.about}

    assert {(said.listed, said.person) for said in CAST} == {
        pair for pair in listed if pair[1] < FIRST_DRAWN
    }


def test_a_manifest_has_a_title_block_and_two_header_rows(
    province: Path, made: dict[str, Written]
) -> None:
    found = lines(province, made, "deportee")

    assert found[0][0].startswith("DAFTAR DEPORTAN")
    assert found[3][1] == "IDENTITAS"
    assert found[4][1] == "NAMA LENGKAP"
    assert found[5][0] == "(1)"


def test_dirt_is_there_to_be_refused(province: Path, made: dict[str, Written]) -> None:
    text = (province / made["placement"].path).read_text("utf-8-sig")

    assert "12-05-2999" in text
    assert "31-02-1990" in text
    assert "=HYPERLINK" in text
    assert "\nTOTAL;" in text
    assert "E+15" in text


def test_numbers_lose_what_spreadsheets_lose() -> None:
    assert rounded_nik("5304014903989901") == 5304014903989900
    assert scientific_nik("5304014903989901") == "5,30401E+15"
    assert serial_day(date(1985, 3, 12)) == 31118
