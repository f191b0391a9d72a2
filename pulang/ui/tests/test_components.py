"""Components say what they promise, in any language."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from pulang.ui.templatetags import ui
from pulang.ui.waterfall import Step, draw


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


class VillageForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card.")
    agreed = forms.BooleanField(label="Agreed")


def test_numbers_and_moments_follow_the_readers_language() -> None:
    at = datetime(2026, 1, 15, 6, 5, tzinfo=UTC)

    with override("id"):
        assert ui.number(482113) == "482.113"
        assert ui.percent(0.8726) == "87,3 %"
        assert ui.moment(at) == "15 Jan 2026, 14.05"
    with override("en"):
        assert ui.number(482113) == "482,113"
        assert ui.moment(date(2026, 1, 15)) == "15 Jan 2026"


def test_what_is_unknown_is_a_dash_not_a_zero() -> None:
    assert ui.number(None) == ui.percent(None) == ui.moment(None) == ui.duration(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 detik"), (59, "59 detik"), (150, "2 menit"), (7500, "2 jam 5 menit")],
)
def test_a_stretch_of_time_is_told_in_its_own_unit(seconds: int, words: str) -> None:
    with override("id"):
        assert ui.duration(seconds) == words


def test_a_running_job_asks_for_its_successor_and_an_ended_one_does_not() -> None:
    running = render('{% progress "Reading" done=3 total=10 eta=30 url="/next/" %}')
    ended = render('{% progress "Reading" done=10 total=10 %}')

    assert 'hx-get="/next/"' in running
    assert 'value="3"' in running
    assert "hx-get" not in ended


def test_large_numbers_of_a_progress_bar_stay_numbers_in_indonesian() -> None:
    with override("id"):
        page = render('{% progress "Reading" done=1500 total=12000 url="/n/" %}')

    assert 'max="12000"' in page
    assert "1.500 dari 12.000" in page


def test_a_mistaken_form_names_each_mistake_above_and_at_its_field() -> None:
    form = VillageForm(data={"name": ""})

    page = str(form)

    assert page.count("field-errors") == 2
    assert '<a href="#id_name">Name</a>' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page


def test_a_text_in_a_component_cannot_become_markup() -> None:
    page = render("{% pill text %}{% stat text 1 %}{% card text %}x{% endcard %}", text="<b>x</b>")

    assert "<b>" not in page


def test_the_waterfall_ends_where_the_evidence_adds_up_to() -> None:
    plot = draw([Step("Name", 7.0), Step("NIK", -3.0)], total_label="Total")

    name, nik, total = plot.bars

    assert (name.kind, nik.kind, total.kind) == ("for", "against", "sum")
    assert plot.total == pytest.approx(4.0)
    assert name.x + name.width == pytest.approx(nik.x + nik.width)
    assert total.x + total.width == pytest.approx(nik.x)


def test_a_drawing_of_no_evidence_does_not_break() -> None:
    assert draw([], total_label="Total").bars[0].weight == 0


def test_the_waterfall_has_no_decimal_commas_in_its_coordinates() -> None:
    with override("id"):
        page = render("{% waterfall steps %}", steps=[{"label": "Nama", "weight": 7.35}])

    assert 'x="170' in page
    assert "+7,4" in page or "+7,3" in page


def test_pages_keep_the_search_words() -> None:
    request = RequestFactory().get("/people/", {"q": "Maria", "page": "2"})
    page = Paginator(range(150), 50).page(2)

    shown = render("{% pages page %}", request=request, page=page)

    assert "?q=Maria&amp;page=1" in shown
    assert "?q=Maria&amp;page=3" in shown


def test_optional_is_said_only_where_something_else_is_required() -> None:
    class Filter(forms.Form):
        village = forms.CharField(required=False)

    class Register(Filter):
        name = forms.CharField()

    with override("en"):
        assert "(optional)" not in str(Filter())
        assert str(Register()).count("(optional)") == 1


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "> 99,9 %"), (0.5, "50,0 %"), (0.00001, "< 0,1 %")]
)
def test_a_machine_is_never_quite_certain(value: float, written: str) -> None:
    with override("id"):
        assert ui.chance(value) == written
