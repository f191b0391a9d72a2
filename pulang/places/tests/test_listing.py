"""The lists in the product and in the database."""

from collections import Counter
from pathlib import Path

import pytest
from django.db import Error, transaction

from pulang.places import queries
from pulang.places.actions import listing as loading
from pulang.places.models import Country, ExitPoint, Listing, Place, PlaceName, RegencyProfile
from pulang.places.rules import listing


def test_the_shipped_list_has_the_counts_of_the_decree() -> None:
    counts = Counter(len(place.code) for place in listing.places())
    home = Counter(len(place.code) for place in listing.places() if place.code.startswith("53"))

    assert (counts[2], counts[4]) == (38, 514)
    assert (home[4], home[6], home[10]) == (22, 315, 3442)


def test_each_place_lies_in_a_listed_place() -> None:
    codes = {place.code for place in listing.places()}

    assert {place.parent for place in listing.places()} - codes == {""}


def test_the_profiles_agree_with_the_list() -> None:
    home = [place.code for place in listing.places() if place.code.startswith("53")]
    for row in listing.rows("regencies.csv"):
        below = [code for code in home if code.startswith(row["code"])]

        assert sum(len(code) == 6 for code in below) == int(row["districts"]), row["code"]
        assert sum(len(code) == 10 and code[6] == "2" for code in below) == int(row["desa"])
        assert sum(len(code) == 10 and code[6] == "1" for code in below) == int(row["kelurahan"])


@pytest.mark.django_db
def test_after_migration_the_province_is_there() -> None:
    assert Place.objects.filter(code__startswith="53", level=10).count() == 3442
    assert RegencyProfile.objects.count() == 22
    assert Country.objects.get(pk="MY").is_destination
    assert ExitPoint.objects.get(pk="koe").regency.name == "Kota Kupang"
    assert PlaceName.objects.filter(place_id="5302", name="TTS").exists()
    assert Listing.objects.latest("loaded_at").counts == {"2": 38, "4": 514, "6": 315, "10": 3442}


@pytest.mark.django_db
def test_each_way_out_starts_with_a_checklist() -> None:
    lacking = ExitPoint.objects.exclude(kind="transit").filter(checks=None)

    assert not lacking.exists()


@pytest.mark.django_db
def test_the_finder_of_the_database_says_the_same() -> None:
    assert queries.resolve("Oinlasi", "Mollo Selatan", "TTS").code == "5302022008"
    assert queries.path("5302022008") == ("Oinlasi, Mollo Selatan, Kabupaten Timor Tengah Selatan")
    assert [code for code, _ in queries.search_villages("oinl", scope="5302")] == [
        "5302022008",
        "5302082001",
        "5302102009",
    ]


@pytest.mark.django_db
def test_the_application_cannot_write_the_directory() -> None:
    with pytest.raises(Error), transaction.atomic():
        Place.objects.create(code="99", level=2, name="Nowhere")


@pytest.fixture
def nation(tmp_path: Path) -> Path:
    (tmp_path / "districts.csv").write_text("code,regency_code,name\n11.01.01,11.01,Bakongan\n")
    (tmp_path / "villages.csv").write_text("code,district_code,name\n")
    return tmp_path


@pytest.mark.django_db
def test_a_list_with_other_counts_is_refused_whole(nation: Path) -> None:
    with pytest.raises(loading.ListingIncomplete):
        loading.load_all(folder=nation)

    assert not Place.objects.filter(code="110101").exists()


@pytest.mark.django_db
def test_a_folder_without_the_list_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(loading.ListingIncomplete, match=r"districts\.csv, villages\.csv"):
        loading.load_all(folder=tmp_path)
