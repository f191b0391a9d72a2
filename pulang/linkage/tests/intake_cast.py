"""Files and sources for tests of intake."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings

from pulang.access.terms import Actor, Role
from pulang.linkage.actions import uploads
from pulang.linkage.models import Batch, Source
from pulang.linkage.rules.choice import Choice
from pulang.linkage.tests.matching_cast import actor, source

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HEADING = "No;Nama CPMI;NIK;Tgl Lahir;L/P;Desa;Kecamatan;Kabupaten;No HP"
MARIA = (
    "1;Maria Yasinta Taneo;5302184107850001;01/07/1985;P;Oinlasi;Mollo Selatan;TTS;0812 3456 7890"
)
YOHANIS = "2;Yoh. Nahak Bria;5304011203850002;12-03-1985;L;Kobalima;Kobalima;Malaka;"


def steward() -> Actor:
    """Return a data steward."""
    return actor(Role.DATA_STEWARD)


def a_list(*rows: str, heading: str = HEADING) -> bytes:
    """Return a CSV as an agency sends it."""
    return "\n".join([heading, *rows, ""]).encode()


def many(count: int) -> bytes:
    """Return a CSV of so many different rows."""
    rows = (
        f"{n};Maria Seran {'abcdefghij'[n % 10]}{n};53041{n % 10}41078500{n % 100:02d};0{1 + n % 9}/07/1985;P;;;Belu;"
        for n in range(1, count + 1)
    )
    return a_list(*rows)


def sent(content: bytes, by: Actor, *, to: str = "placement", name: str = "list.csv") -> Batch:
    """Return the batch of a file that was uploaded."""
    return uploads.upload(source=source_of(to), file=io.BytesIO(content), name=name, by=by, at=AT)


def source_of(slug: str) -> Source:
    """Return a source that a fixture made."""
    return Source.objects.get(slug=slug)


def ready(content: bytes, by: Actor, *, to: str = "placement") -> Batch:
    """Return a batch whose columns are confirmed as suggested."""
    batch = sent(content, by, to=to)
    if batch.state != "uploaded":
        return batch
    return uploads.confirm(batch=batch, choice=Choice.of_json(batch.mapping), by=by, at=AT)


@pytest.fixture
def files(tmp_path: Path):
    """Keep uploads of a test in its own folder."""
    storage = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
        "staticfiles": {"BACKEND": "pulang.web.static.HashedStorage"},
    }
    with override_settings(STORAGES=storage):
        yield tmp_path


@pytest.fixture
def ina(db, files):
    """Return a data steward who has a source, `placement`."""
    by = steward()
    source("placement")
    source("parish")
    return by
