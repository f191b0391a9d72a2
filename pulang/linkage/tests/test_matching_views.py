"""Pages of matching: who may open them, what they show, how they answer twice-pressed buttons."""

import io

import openpyxl
import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import AuditEntry, User
from pulang.access.terms import Role
from pulang.linkage.actions import exports, figures, identities, runs
from pulang.linkage.models import CandidatePair, Figures, IdentityChange, LinkRun, Record
from pulang.linkage.tests.matching_cast import AT, ToldEngine, actor, record, source
from pulang.people.models import Person

pytestmark = pytest.mark.django_db


def client_of(someone):
    client = Client(headers={"accept": "text/html"})
    client.force_login(User.objects.get(pk=someone.user_id))
    return client


@pytest.fixture
def rosa():
    return actor(Role.DATA_STEWARD, email="rosa@example.org")


@pytest.fixture
def tika():
    return actor(Role.DATA_STEWARD, email="tika@example.org")


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def auditor():
    return actor(Role.AUDITOR)


@pytest.fixture
def officer():
    return actor(Role.VILLAGE_OFFICER, area="5304122001")


@pytest.fixture
def registry(rosa):
    """Three persons, two doubts: one plain, one with two NIK."""
    source("bank", organisation="Bank NTT")
    source("parish", organisation="Paroki Betun")
    rows = [
        record("bank", "Yoh. Nahak", born_on="1985-07-01"),
        record("parish", "Yohanis Nahak Bria", born_on="1985-03-12", nik="5304121203850001"),
        record("bank", "Maria Bria", nik="5304125203850002", place_code="5304122001"),
        record("parish", "=cmd|Maria Y. Bria", nik="5304125203850001"),
        record("parish", "Maria Bria", stated_on="2026-01-01"),
    ]
    with context.acting(rosa):
        run = runs.request(by=rosa, at=AT, scope="full")
        engine = ToldEngine(
            together=[{rows[2].pk, rows[4].pk}],
            doubts=[(rows[0].pk, rows[1].pk), (rows[2].pk, rows[3].pk)],
        )
        runs.perform(run=run, by=rosa, at=AT, engine=engine)
        figures.count(by=rosa, at=AT)
        return {
            "rows": rows,
            "run": run,
            "plain": CandidatePair.objects.get(left=rows[0]),
            "niks": CandidatePair.objects.get(left=rows[2]),
        }


@pytest.fixture
def doors(registry):
    run, pair = registry["run"].public_id, registry["plain"].public_id
    return {
        "overview": reverse("linkage:overview"),
        "overlap": reverse("linkage:overlap_plot"),
        "export": reverse("linkage:export"),
        "runs": reverse("linkage:runs"),
        "run": reverse("linkage:run", args=[run]),
        "progress": reverse("linkage:run_progress", args=[run]),
        "review": reverse("linkage:review"),
        "pair": reverse("linkage:pair", args=[pair]),
    }


def test_a_steward_opens_every_page(rosa, doors):
    client = client_of(rosa)

    answers = {
        name: client.get(url).status_code for name, url in doors.items() if name != "overlap"
    }

    assert set(answers.values()) == {200}


def test_a_village_officer_opens_none_of_them(officer, doors):
    client = client_of(officer)

    answers = {name: client.get(url).status_code for name, url in doors.items()}

    assert set(answers.values()) == {403}


def test_a_coordinator_sees_figures_and_nothing_else(coordinator, doors):
    client = client_of(coordinator)

    answers = {
        name: client.get(url).status_code for name, url in doors.items() if name != "overlap"
    }

    assert {name for name, status in answers.items() if status == 200} == {"overview"}
    page = client.get(doors["overview"]).content.decode()
    assert "Nahak" not in page
    assert "Maria" not in page


def test_a_guessed_pair_is_not_found(rosa, registry):
    other = registry["run"].public_id

    assert client_of(rosa).get(reverse("linkage:pair", args=[other])).status_code == 404


def test_the_page_of_a_pair_marks_differences_and_shows_the_evidence(rosa, registry):
    page = (
        client_of(rosa)
        .get(reverse("linkage:pair", args=[registry["plain"].public_id]))
        .content.decode()
    )

    assert "<mark>1985</mark>" not in page
    assert "<mark>01-07-1985</mark>" in page
    assert "<mark>12-03-1985</mark>" in page
    assert '<svg class="waterfall"' in page
    for key in "sduf":
        assert f'data-key="{key}"' in page


def test_deciding_leads_to_the_next_pair(rosa, registry):
    answer = client_of(rosa).post(
        reverse("linkage:decide", args=[registry["plain"].public_id]), {"outcome": "different"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == reverse("linkage:pair", args=[registry["niks"].public_id])


def test_two_stewards_press_at_once_and_the_second_hears_it(rosa, tika, registry):
    url = reverse("linkage:decide", args=[registry["plain"].public_id])
    client_of(rosa).post(url, {"outcome": "different"})

    answer = client_of(tika).post(url, {"outcome": "same"})

    assert answer.status_code == 422
    assert "rosa" in answer.content.decode()
    with context.acting(rosa):
        assert not IdentityChange.objects.filter(kind="merge").exists()


def test_a_get_decides_nothing(rosa, registry):
    client_of(rosa).get(
        reverse("linkage:decide", args=[registry["plain"].public_id]), {"outcome": "same"}
    )

    with context.acting(rosa):
        assert CandidatePair.objects.get(pk=registry["plain"].pk).state == "open"


def test_two_niks_need_two_stewards_on_the_page_too(rosa, tika, registry):
    pair = registry["niks"].public_id
    client_of(rosa).post(reverse("linkage:decide", args=[pair]), {"outcome": "same"})
    refused = client_of(rosa).post(reverse("linkage:confirm", args=[pair]), {"answer": "confirm"})

    confirmed = client_of(tika).post(reverse("linkage:confirm", args=[pair]), {"answer": "confirm"})

    assert refused.status_code == 422
    assert confirmed.status_code == 302
    with context.acting(rosa):
        assert CandidatePair.objects.get(public_id=pair).state == "same"
        assert Person.objects.filter(state="merged").count() == 1


def test_the_last_decision_is_undone_by_one_press(rosa, registry):
    client = client_of(rosa)
    client.post(reverse("linkage:decide", args=[registry["plain"].public_id]), {"outcome": "same"})

    client.post(reverse("linkage:undo_last"))

    with context.acting(rosa):
        assert CandidatePair.objects.get(pk=registry["plain"].pk).state == "open"
        assert not Person.objects.filter(state="merged").exists()


def name_of(steward, person):
    with context.acting(steward):
        return Person.objects.get(pk=person.pk).full_name


@pytest.fixture
def maria(rosa, registry):
    with context.acting(rosa):
        return Record.objects.get(pk=registry["rows"][2].pk).person


def test_a_persons_page_says_where_each_value_is_from(rosa, maria):
    page = client_of(rosa).get(reverse("people:person", args=[maria.public_id])).content.decode()

    assert 'id="golden"' in page
    assert 'id="sources"' in page
    assert 'id="identity"' in page
    assert "bank.csv" in page


def test_rows_are_split_off_and_that_is_undone_on_her_page(rosa, maria, registry):
    client = client_of(rosa)
    gone = registry["rows"][4]
    name = f"parish.{bytes(gone.fingerprint).hex()}"
    client.post(reverse("linkage:split", args=[maria.public_id]), {"record": [name]})
    with context.acting(rosa):
        change = IdentityChange.objects.get(kind="split")
        assert Record.objects.get(pk=gone.pk).person_id == change.other_id

    client.post(reverse("linkage:undo_change", args=[change.public_id]))

    with context.acting(rosa):
        assert Record.objects.get(pk=gone.pk).person == maria


def test_a_chosen_value_stands_until_it_is_released(rosa, maria):
    client = client_of(rosa)
    url = reverse("linkage:choose", args=[maria.public_id])
    client.post(url, {"field": "full_name", "value": "Maria Yasinta Bria", "reason": "KTP dilihat"})
    before = name_of(rosa, maria)

    client.post(url, {"field": "full_name", "release": "1"})

    assert (before, name_of(rosa, maria)) == ("Maria Yasinta Bria", "Maria Bria")


def test_an_officer_neither_splits_nor_chooses(officer, maria, registry):
    client = client_of(officer)

    answers = [
        client.post(reverse("linkage:split", args=[maria.public_id]), {"record": ["x"]}),
        client.post(
            reverse("linkage:choose", args=[maria.public_id]), {"field": "nik", "value": ""}
        ),
        client.post(
            reverse("linkage:decide", args=[registry["plain"].public_id]), {"outcome": "same"}
        ),
        client.post(reverse("linkage:runs"), {"scope": "new"}),
        client.post(reverse("linkage:export"), {"form": "csv", "purpose": "untuk apa saja"}),
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_a_village_officer_sees_the_changes_but_no_rows_of_other_lists(officer, maria):
    page = client_of(officer).get(reverse("people:person", args=[maria.public_id])).content.decode()

    assert 'id="sources"' not in page
    assert "bank.csv" not in page


def test_asking_for_a_run_twice_asks_for_one(rosa, registry):
    client = client_of(rosa)

    first = client.post(reverse("linkage:runs"), {"scope": "full"})
    second = client.post(reverse("linkage:runs"), {"scope": "full"})

    assert first["Location"] == second["Location"]
    with context.acting(rosa):
        assert LinkRun.objects.filter(state="queued").count() == 1


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_an_export_is_marked_audited_and_holds_no_live_formula(rosa, auditor, registry, form):
    answer = client_of(rosa).post(
        reverse("linkage:export"), {"form": form, "purpose": "Laporan bulanan ke Gubernur"}
    )
    body = b"".join(answer.streaming_content)

    if form == "csv":
        names = pl.read_csv(body)["full_name"].to_list()
        marks = pl.read_csv(body)["export"].to_list()
    elif form == "xlsx":
        rows = list(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))
        names = [row[rows[0].index("full_name")] for row in rows[1:]]
        marks = [row[rows[0].index("export")] for row in rows[1:]]
    else:
        frame = pl.read_parquet(body)
        names, marks = frame["full_name"].to_list(), frame["export"].to_list()
    assert len(names) == 4
    assert all("rosa" in mark for mark in marks)
    if form != "parquet":
        assert not any(name.startswith("=") for name in names)
    with context.acting(auditor):
        entry = AuditEntry.objects.get(event="registry.exported")
    assert entry.facts["purpose"] == "Laporan bulanan ke Gubernur"
    assert entry.facts["rows"] == 4


def test_an_export_without_purpose_is_refused(rosa, auditor, registry):
    answer = client_of(rosa).post(reverse("linkage:export"), {"form": "csv", "purpose": "x"})

    assert answer.status_code == 422
    with context.acting(auditor):
        assert not AuditEntry.objects.filter(event="registry.exported").exists()


def test_an_export_holds_only_who_the_actor_may_see(officer, registry):
    from pulang.linkage.queries import registry as table

    with context.acting(officer):
        assert table.persons()["full_name"].to_list() == ["Maria Bria"]

    assert exports.LEAST_PURPOSE > 1


def test_figures_leave_out_small_groups(rosa, registry):
    with context.acting(rosa):
        content = Figures.objects.get().content

    assert content["overlap"] == []
    assert content["totals"]["persons"] == 4
    rows = {one["slug"]: one for one in content["sources"]}
    assert (rows["parish"]["linked"], rows["parish"]["new"]) == (1, 2)


def test_the_queue_asks_the_same_number_of_queries_for_any_number_of_pairs(
    rosa, registry, django_assert_max_num_queries
):
    client = client_of(rosa)

    with django_assert_max_num_queries(30):
        client.get(reverse("linkage:review"))


def test_a_merged_persons_page_still_answers(rosa, registry):
    client = client_of(rosa)
    client.post(reverse("linkage:decide", args=[registry["plain"].public_id]), {"outcome": "same"})
    with context.acting(rosa):
        gone = Person.objects.get(state="merged")
        assert identities.RECORDS

    assert client.get(reverse("people:person", args=[gone.public_id])).status_code in {200, 302}
