"""A steward brings a list in by the pages; nobody else can."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pulang.access.context import acting
from pulang.access.models import User
from pulang.access.terms import Role
from pulang.linkage import tasks
from pulang.linkage.actions import imports
from pulang.linkage.models import Batch, Record
from pulang.linkage.tests.intake_cast import (
    AT,
    HEADING,
    MARIA,
    YOHANIS,
    a_list,
    files,
    ina,
    ready,
    source_of,
)
from pulang.linkage.tests.matching_cast import actor

__all__ = ["files", "ina"]


@pytest.fixture
def steward_client(ina, client, monkeypatch):
    client.force_login(User.objects.get(pk=ina.user_id))
    monkeypatch.setattr(tasks.imports, "enqueue", lambda **asked: None)
    return client


@pytest.fixture
def trainer_client(ina, client):
    trainer = actor(Role.TRAINER)
    client.force_login(User.objects.get(pk=trainer.user_id))
    return client


def sent(content: bytes, name: str = "list.csv"):
    return {"file": SimpleUploadedFile(name, content)}


def test_a_steward_walks_from_upload_to_rows(steward_client, ina):
    with acting(ina):
        address = reverse("linkage:source", args=[source_of("placement").public_id])

    columns = steward_client.post(address, sent(a_list(MARIA, YOHANIS)), follow=True)
    assert columns.resolver_match.url_name == "columns"
    assert "Nama CPMI" in columns.content.decode()

    form = columns.context["form"]
    answers = {name: form[name].value() or "" for name in form.fields if name != "month_first"}
    preview = steward_client.post(columns.request["PATH_INFO"], answers, follow=True)
    assert preview.resolver_match.url_name == "preview"
    assert preview.context["seen"].accepted == 2

    with acting(ina):
        batch = Batch.objects.get()
    page = steward_client.post(reverse("linkage:start_import", args=[batch.public_id]), follow=True)
    assert page.context["waits"]
    with acting(ina):
        imports.perform(batch=batch, by=ina, at=AT)
        assert Record.objects.count() == 2
    ended = steward_client.get(reverse("linkage:import_progress", args=[batch.public_id]))
    assert ended["HX-Refresh"] == "true"
    done = steward_client.get(reverse("linkage:batch", args=[batch.public_id]))
    assert done.context["batch"].accepted_count == 2


def test_a_file_that_is_no_list_is_answered_with_a_sentence_beside_the_field(steward_client, ina):
    with acting(ina):
        address = reverse("linkage:source", args=[source_of("placement").public_id])

    answer = steward_client.post(address, sent(b"", "empty.csv"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_refused_rows_go_out_without_formulas_and_come_back_mended(steward_client, ina):
    evil = '3;=HYPERLINK("http://bad");;31/12/2999;;;;;'
    with acting(ina):
        batch = imports.perform(batch=ready(a_list(MARIA, evil), ina), by=ina, at=AT)
    answer = steward_client.get(reverse("linkage:refused_csv", args=[batch.public_id]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not any(
        cell.startswith(("=", "+", "@")) for line in text.splitlines() for cell in line.split(",")
    )

    workbook = steward_client.get(reverse("linkage:refused_xlsx", args=[batch.public_id]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)

    mended = text.replace("31/12/2999", "31/12/1999").replace(
        '\'=HYPERLINK(""http://bad"")', "Ana Bete"
    )
    with acting(ina):
        again = imports.perform(batch=ready(mended.encode(), ina), by=ina, at=AT)
        assert (again.accepted_count, again.refused_count) == (1, 0)
        assert "difference" not in again.findings
        ana = Record.objects.get(batch=again)
        assert set(ana.raw) == set(HEADING.split(";"))


@pytest.mark.parametrize(
    "name", ["columns", "batch", "preview", "start_import", "cancel_import", "other_sheet",
             "refused_csv", "refused_xlsx", "import_progress"],
)  # fmt: skip
def test_a_trainer_is_shown_no_file(trainer_client, ina, name):
    with acting(ina):
        batch = ready(a_list(MARIA), ina)

    assert trainer_client.get(reverse(f"linkage:{name}", args=[batch.public_id])).status_code == 403
    assert trainer_client.post(reverse(f"linkage:{name}", args=[batch.public_id])).status_code in {
        403,
        405,
    }


def test_a_trainer_is_shown_no_source(trainer_client, ina):
    with acting(ina):
        slug = source_of("placement").public_id

    for address in (
        reverse("linkage:sources"),
        reverse("linkage:new_source"),
        reverse("linkage:source", args=[slug]),
    ):
        assert trainer_client.get(address).status_code == 403


def test_a_new_source_is_registered_once(steward_client, ina):
    answers = {
        "name": "Parish register",
        "organisation": ina.organisation_id,
        "trust": 60,
        "default_area": "5304",
    }

    first = steward_client.post(reverse("linkage:new_source"), answers)
    second = steward_client.post(reverse("linkage:new_source"), answers)

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Parish register" in steward_client.get(reverse("linkage:sources")).content.decode()
