"""Pages, the place field, checklists and rosters of exit points."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from pulang.base.errors import NotAllowed, NotFound
from pulang.places.actions import exits
from pulang.places.forms import PlaceField, PlaceText
from pulang.places.models import Duty, ExitCheck, ExitPoint

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Officer:
    """Someone who may keep the rosters of an area."""

    area: str = "53"
    user_id: int = 7
    permissions: frozenset[str] = field(default_factory=lambda: frozenset({"duty.write"}))

    def may(self, permission: str) -> bool:
        return permission in self.permissions


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/places/", "Kabupaten Timor Tengah Selatan"),
        ("/places/53/", "Kota Kupang"),
        ("/places/5302/", "Uab Meto"),
        ("/places/530202/", "Oinlasi"),
        ("/places/5302022008/", "53.02.02.2008"),
        ("/places/5321/", "Kabupaten Belu"),
        ("/places/6503/", "Kabupaten Nunukan"),
        ("/places/find/?village=Oinlasi", "Amanatun Selatan"),
        ("/places/find/?village=&district=Wewiku&regency=Belu", "Kabupaten Malaka"),
        ("/places/find/?regency=Atlantis", "Atlantis"),
        ("/places/suggest/?home=oinl", "Oinlasi, Mollo Selatan"),
        ("/places/exits/", "El Tari"),
        ("/places/exits/koe/", "Makassar"),
        ("/places/countries/", "Malaysia"),
    ],
)
def test_the_directory_is_open_to_everybody(client: Client, address: str, words: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.django_db
def test_a_place_that_is_not_in_the_list_is_not_found(client: Client) -> None:
    assert client.get("/places/9999/").status_code == 404
    assert client.get("/places/exits/nowhere/").status_code == 404


@pytest.mark.django_db
def test_om_leo_cannot_change_a_checklist(client: Client) -> None:
    answer = client.post("/places/exits/koe/checks/", {"check-text": "x", "check-position": 1})

    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


class HomeForm(forms.Form):
    """A form with a place."""

    home = PlaceField()


def fill(words: str) -> HomeForm:
    return HomeForm(QueryDict(words))


@pytest.mark.django_db
def test_a_full_line_needs_no_question() -> None:
    form = fill("home=Oinlasi, Mollo Selatan, TTS")

    assert form.is_valid()
    assert form.cleaned_data["home"] == PlaceText("Oinlasi, Mollo Selatan, TTS", "5302022008")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Desa Weoe Kec. Wewiku Kab. Belu", "5321032005"),
        ("Kodi, SBD", "531807"),
        ("Kel. Oebobo, Kec. Oebobo, Kota Kupang, NTT", "5371041001"),
        ("Maumere", "5307"),
        ("Sabah", ""),
    ],
)
def test_lines_as_people_write_them(line: str, code: str) -> None:
    form = HomeForm({"home": line})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["home"].code == code


@pytest.mark.django_db
def test_a_doubtful_name_brings_a_picker_and_the_pick_is_taken() -> None:
    doubtful = fill("home=Oinlasi")
    assert not doubtful.is_valid()
    assert str(doubtful).count('type="radio"') == 3

    picked = fill("home=Oinlasi&home_code=5302082001")

    assert picked.is_valid()
    assert picked.cleaned_data["home"].code == "5302082001"


@pytest.mark.django_db
def test_a_pick_for_another_line_is_not_taken() -> None:
    assert not fill("home=Merdeka&home_code=5302082001").is_valid()


@pytest.fixture
def el_tari(db: None) -> ExitPoint:
    return ExitPoint.objects.get(pk="koe")


@pytest.mark.django_db
def test_a_place_outside_the_area_is_refused_and_leaves_no_trace(el_tari: ExitPoint) -> None:
    with pytest.raises(NotAllowed):
        exits.add_check(exit_point=el_tari, text="Pass", position=1, by=Officer(area="5302"), at=AT)
    with pytest.raises(NotAllowed):
        exits.add_check(
            exit_point=el_tari, text="Pass", position=1, by=Officer(permissions=frozenset()), at=AT
        )

    assert not ExitCheck.objects.filter(text="Pass").exists()


@pytest.mark.django_db
def test_the_database_refuses_too_when_nobody_acts(el_tari: ExitPoint) -> None:
    with pytest.raises(Exception, match="row-level security"):
        exits.add_duty(
            exit_point=el_tari,
            office="BP3MI",
            officer="",
            phone="",
            starts_at=AT,
            ends_at=AT + timedelta(hours=8),
            by=Officer(),
            at=AT,
        )


@pytest.mark.django_db
def test_a_step_that_is_not_there_is_not_found(el_tari: ExitPoint) -> None:
    with pytest.raises(NotFound):
        exits.end_check(exit_point=el_tari, public_id="0" * 26, by=Officer(), at=AT)
    assert not Duty.objects.exists()
