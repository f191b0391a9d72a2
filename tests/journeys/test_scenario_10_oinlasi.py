"""Golden scenario 10: a village name "Oinlasi" without kecamatan brings a picker, not a guess.

Three villages of Timor Tengah Selatan bear the name. The finder, the page, a form's field and a
whole list give the same answer: candidates, and nothing deeper than what was written.
"""

import polars as pl
import pytest
from django import forms
from django.test import Client

from pulang.places import queries
from pulang.places.forms import PlaceField

OINLASI = ["5302022008", "5302082001", "5302102009"]


class Registration(forms.Form):
    """A form that asks for a home."""

    home = PlaceField(village=True)


@pytest.mark.django_db
def test_the_name_alone_is_not_taken() -> None:
    found = queries.resolve("Oinlasi")

    assert found.must_be_picked
    assert (found.code, list(found.candidates)) == ("", OINLASI)


@pytest.mark.django_db
def test_the_page_offers_all_three_without_javascript(client: Client) -> None:
    page = client.get("/places/find/", {"village": "Oinlasi"}).content.decode()

    assert all(f"/places/{code}/" in page for code in OINLASI)


@pytest.mark.django_db
def test_pak_yos_picks_in_the_form_and_his_pick_is_kept() -> None:
    asked = Registration({"home": "Oinlasi"})
    assert not asked.is_valid()
    shown = str(asked)
    assert all(f'value="{code}"' in shown for code in OINLASI)
    assert "checked" not in shown, "no place may be chosen for him"

    answered = Registration({"home": "Oinlasi", "home_code": OINLASI[1]})

    assert answered.is_valid()
    assert answered.cleaned_data["home"].code == OINLASI[1]


@pytest.mark.django_db
def test_in_a_list_the_row_keeps_its_kabupaten_and_the_question() -> None:
    rows = pl.DataFrame(
        {
            "village": ["Oinlasi", "OINLASI", "Oinlasi"],
            "district": ["", "Mollo Sel.", ""],
            "regency": ["TTS", "Kab. TTS", ""],
        }
    )

    found = queries.resolve_frame(rows)

    assert found["place_code"].to_list() == ["5302", "5302022008", ""]
    assert found["candidates"].list.len().to_list() == [3, 0, 3]
