"""`pulang import`: what it prints for people, for machines, and with which code it ends."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pulang.access.context import acting
from pulang.linkage.models import Record
from pulang.linkage.tests.intake_cast import HEADING, MARIA, YOHANIS, a_list, files, ina
from pulang.web.cli import registry

__all__ = ["files", "ina"]


@pytest.fixture
def pulang(ina):
    app = typer.Typer()
    registry.add_to(app)
    app.command("other")(lambda: None)

    def run(*words: str):
        return CliRunner().invoke(app, ["import", *words])

    return run


def on_disk(folder: Path, content: bytes) -> str:
    path = folder / "sent.csv"
    path.write_bytes(content)
    return str(path)


def test_a_list_is_brought_in_and_the_second_time_nothing_changes(pulang, ina, tmp_path):
    path = on_disk(tmp_path, a_list(MARIA, YOHANIS))

    first = pulang(path, "--source", "Placement export", "--json")
    again = pulang(path, "--source", "placement-export", "--json")

    assert (first.exit_code, again.exit_code) == (0, 0)
    told = json.loads(first.stdout)
    assert (told["accepted"], told["refused"], told["already"]) == (2, 0, False)
    assert json.loads(again.stdout) == {**told, "already": True}
    with acting(ina):
        assert Record.objects.count() == 2


def test_a_mapping_that_is_said_goes_before_the_suggestion(pulang, ina, tmp_path):
    content = a_list(MARIA, heading=HEADING.replace("Nama CPMI", "Pendeta"))

    done = pulang(
        on_disk(tmp_path, content), "--source", "x", "--mapping", "Pendeta=full_name,Desa=address"
    )

    assert done.exit_code == 0, done.output
    with acting(ina):
        maria = Record.objects.get()
    assert (maria.full_name, maria.address, maria.village) == ("Maria Yasinta Taneo", "Oinlasi", "")


def test_a_dry_run_shows_and_brings_nothing_in(pulang, ina, tmp_path):
    done = pulang(on_disk(tmp_path, a_list(MARIA)), "--source", "x", "--dry-run", "--json")

    assert done.exit_code == 0
    assert json.loads(done.stdout)["mapping"]["NIK"] == "nik"
    with acting(ina):
        assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("content", "words", "code"),
    [
        (b"%PDF-1.7", (), registry.REFUSED),
        (a_list(MARIA), ("--mapping", "Desa=full_name,Kecamatan=full_name"), registry.REFUSED),
        (b"Nama,NIK\n?,12\n-,\n", (), registry.NOTHING_ACCEPTED),
        (a_list(MARIA), ("--as", "nobody@example.org"), registry.NOT_FOUND),
    ],
)
def test_each_end_has_its_code(pulang, tmp_path, content, words, code):
    done = pulang(on_disk(tmp_path, content), "--source", "x", "--json", *words)

    assert done.exit_code == code, done.output


def test_a_file_that_is_not_there_is_said_so(pulang, tmp_path):
    assert pulang(str(tmp_path / "none.csv"), "--source", "x").exit_code == registry.NOT_FOUND
