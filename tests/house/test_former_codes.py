"""places tells which regency was split from which; people's NIK rules carry the same table."""

from pulang.people.rules import nik
from pulang.places.rules import listing


def test_nik_rules_and_the_list_of_places_know_the_same_former_regencies() -> None:
    ours: dict[str, set[str]] = {}
    for past in listing.histories():
        ours.setdefault(past.code, set()).add(past.former_code)

    assert {code: set(former) for code, former in nik.FORMER_REGENCIES.items()} == ours


def test_nik_rules_know_the_listed_regencies_and_provinces() -> None:
    codes = {place.code for place in listing.places()}

    assert {code for code in codes if len(code) == 4 and code[:2] == "53"} == nik.NTT_REGENCIES
    assert {code for code in codes if len(code) == 2} == nik.PROVINCES
