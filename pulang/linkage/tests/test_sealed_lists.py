"""Uploaded lists lie sealed on the disk, and are read as if they did not."""

import io
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pulang.access.context import acting
from pulang.base.crypto import CannotOpen
from pulang.linkage.actions import imports, uploads
from pulang.linkage.models import Batch, Record
from pulang.linkage.queries import intake
from pulang.linkage.reading import TooLarge, open_list, stored
from pulang.linkage.tests.intake_cast import (
    AT,
    HEADING,
    MARIA,
    YOHANIS,
    a_list,
    files,
    ina,
    many,
    ready,
    sent,
    source_of,
)

__all__ = ["files", "ina"]


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in (HEADING, MARIA, YOHANIS):
        book.active.append(line.split(";"))
    book.create_sheet("Malaka").append(["Nama", "NIK"])
    book["Malaka"].append(["Ana Bete", "5304015107900003"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def a_parquet() -> bytes:
    rows = [line.split(";") for line in (MARIA, YOHANIS)]
    target = io.BytesIO()
    pl.DataFrame(rows, schema=HEADING.split(";"), orient="row").write_parquet(
        target, compression="uncompressed"
    )
    return target.getvalue()


KINDS = {
    "csv": a_list(MARIA, YOHANIS),
    "csv in another encoding": a_list(MARIA, YOHANIS).decode().encode("utf-16"),
    "xlsx": a_workbook(),
    "parquet": a_parquet(),
}


def lying_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_any_kind_lies_sealed_and_comes_in(ina, files, kind):
    with acting(ina):
        batch = ready(KINDS[kind], ina)
        intake.preview(batch, today=AT.date())

        for path in lying_in(files):
            content = path.read_bytes()
            for told in ("Maria Yasinta", "5302184107850001"):
                assert told.encode() not in content
                assert told.encode("utf-16-le") not in content
            assert path.stat().st_mode & 0o077 == 0 or path.name == "sheets.json"
        done = imports.perform(batch=batch, by=ina, at=AT)

        assert (done.state, done.accepted_count) == ("done", 2)
        assert Record.objects.filter(full_name="Maria Yasinta Taneo").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_after_the_import_only_the_sealed_file_is_left(ina, files, kind):
    with acting(ina):
        batch = imports.perform(batch=ready(KINDS[kind], ina), by=ina, at=AT)

        assert lying_in(files) == [intake.stored_path(batch)]
        with intake.stored_file(batch) as file:
            assert file.read() == KINDS[kind]


def test_what_was_unpacked_for_the_preview_serves_the_import_too(ina, files):
    with acting(ina):
        batch = sent(KINDS["xlsx"], ina)
        folder = files / "lists"
        before = {path: path.stat().st_mtime_ns for path in lying_in(folder)}
        intake.preview(batch, today=AT.date())

        assert {path: path.stat().st_mtime_ns for path in lying_in(folder)} == before
        assert len([path for path in before if path.name.endswith(".parquet.sealed")]) == 2


def test_a_list_altered_on_the_disk_is_refused_and_nothing_of_it_enters(ina, files):
    with acting(ina):
        batch = ready(many(100), ina)
        path = intake.stored_path(batch)
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

        with pytest.raises(CannotOpen):
            imports.perform(batch=batch, by=ina, at=AT)
        batch.refresh_from_db()

        assert batch.state == "failed"
        assert "altered" in batch.failure
        assert not Record.objects.exists()


def test_a_list_altered_far_behind_is_refused_before_its_first_row_enters(ina, files):
    with acting(ina):
        batch = ready(many(30_000), ina)
        path = intake.stored_path(batch)
        whole = path.read_bytes()
        altered = bytearray(whole)
        altered[-300_000] ^= 1
        path.write_bytes(altered)

        with pytest.raises(CannotOpen):
            imports.perform(batch=batch, by=ina, at=AT)
        assert not Record.objects.exists()

        path.write_bytes(whole)
        assert imports.perform(batch=batch, by=ina, at=AT).accepted_count == 30_000


def test_a_list_from_before_sealing_is_still_read(tmp_path):
    path = tmp_path / "0f3a"
    path.write_bytes(a_list(MARIA, YOHANIS))

    assert [chunk.last_row for chunk in open_list(path).chunks()] == [3]


def test_another_sheet_is_taken_from_the_sealed_workbook(ina, files):
    with acting(ina):
        batch = sent(KINDS["xlsx"], ina)
        with intake.stored_file(batch) as file:
            other = uploads.upload(
                source=batch.source, file=file, name="list.xlsx", sheet="Malaka", by=ina, at=AT
            )

        assert (other.sheet, other.sha256) == ("Malaka", batch.sha256)


class Endless(io.RawIOBase):
    """An upload that never ends, and counts how much of it was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        line = b"Maria;5302184107850001\n"
        block = (line * (len(buffer) // len(line) + 1))[: len(buffer)]
        buffer[:] = block
        self.taken += len(block)
        return len(block)


def test_a_file_above_the_limit_is_refused_early_and_leaves_nothing_behind(ina, files, settings):
    settings.PULANG_UPLOAD_BYTES = 5 << 20
    endless = Endless()
    with acting(ina):
        with pytest.raises(TooLarge, match="5 MB"):
            uploads.upload(source=source_of("placement"), file=endless, name="x.csv", by=ina, at=AT)

        assert endless.taken < 6 << 20
        assert lying_in(files) == []
        assert not Batch.objects.exists()


class Generated(io.RawIOBase):
    """A CSV of so many bytes, made while it is read."""

    def __init__(self, most: int) -> None:
        self.left, self.rows, self.kept = most, 0, a_list()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while len(self.kept) < len(buffer) and self.left > 0:
            more = b"".join(
                b"%d;Maria Seran;%016d;01/07/1985;P;Oinlasi;;TTS;\n" % (n, n)
                for n in range(self.rows, self.rows + 20_000)
            )
            self.rows, self.left, self.kept = (
                self.rows + 20_000,
                self.left - len(more),
                self.kept + more,
            )
        count = min(len(buffer), len(self.kept))
        buffer[:count], self.kept = self.kept[:count], self.kept[count:]
        return count


def memory(name: str) -> int:
    """Return bytes of this process: `VmRSS` now, `VmHWM` the most since it was last reset."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith(f"{name}:"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells the peak of memory")
def test_a_list_of_300_megabytes_streams_in_with_little_memory(ina, files):
    with acting(ina):
        sent(a_list(MARIA), ina)  # what is loaded once is loaded
        Path("/proc/self/clear_refs").write_text("5")
        before = memory("VmRSS")
        file = Generated(300 << 20)
        batch = uploads.upload(
            source=source_of("placement"), file=file, name="large.csv", by=ina, at=AT
        )

        assert memory("VmHWM") - before < 150 << 20
        assert batch.byte_count > 300 << 20
        assert batch.row_count == pytest.approx(file.rows, rel=0.1)


def test_a_file_of_exactly_the_limit_is_taken(ina, files, settings):
    content = a_list(MARIA, YOHANIS)
    settings.PULANG_UPLOAD_BYTES = len(content)
    with acting(ina):
        assert sent(content, ina).byte_count == len(content)


def test_a_file_lent_to_another_program_is_gone_afterwards(tmp_path):
    path = tmp_path / "list.sealed"
    stored.keep(io.BytesIO(b"Maria"), path)

    with stored.in_clear(path, tmp_path) as lent:
        assert lent.read_bytes() == b"Maria"
        assert lent.stat().st_mode & 0o777 == 0o600

    assert lying_in(tmp_path) == [path]
