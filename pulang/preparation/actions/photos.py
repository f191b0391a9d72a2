"""Taking a photo or PDF in: looked at by content, made harmless, sealed."""

import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from pulang.base import vault
from pulang.base.errors import Refused
from pulang.base.ids import new_ulid
from pulang.preparation.queries.papers import folder
from pulang.preparation.rules import files
from pulang.preparation.terms import UPLOAD_BYTES

LONGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
MOST_UNPACKED = 64 << 20
_STREAM = re.compile(rb"stream\r?\n")


class BadFile(Refused):
    """The upload is not a photo or PDF that can be kept."""

    code = "preparation.bad_file"


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo or PDF as it will be kept."""

    data: bytes
    content_type: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is kept."""
        return hashlib.sha256(self.data).hexdigest()


def take(data: bytes) -> Taken:
    """Return what will be kept of an upload: photos are drawn anew, without place or phone in them.

    Raises: BadFile.
    """
    if not data:
        raise BadFile(_("The file is empty. Choose it again."))
    if len(data) > UPLOAD_BYTES:
        raise BadFile(
            _("The file has %(size)d MB; at most %(most)d MB can be kept. Take a smaller photo.")
            % {"size": -(-len(data) >> 20) or 1, "most": UPLOAD_BYTES >> 20}
        )
    kind = files.kind_of(data)
    if kind == files.PDF:
        return Taken(_harmless_pdf(data), files.PDF)
    if kind:
        return Taken(_redrawn(data), files.JPEG)
    raise BadFile(_("This is neither a photo (JPEG, PNG, WebP) nor a PDF."))


def _redrawn(data: bytes) -> bytes:
    """Draw the photo anew: what hides in its headers or behind its end is left behind."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as probe:
            if probe.width * probe.height > MOST_PIXELS:
                raise BadFile(_("The photo is too large. Take it with fewer pixels."))
            probe.verify()
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as photo:
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadFile(_("The photo is damaged. Take it again.")) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _harmless_pdf(data: bytes) -> bytes:
    if not files.is_whole_pdf(data):
        raise BadFile(_("The PDF is damaged or its end is missing. Save it again."))
    found = set(files.dangers(data))
    for inner in _unpacked(data):
        found.update(files.dangers(inner))
    if found:
        raise BadFile(
            _("The PDF holds more than pages (%(what)s). Print it to a new PDF or take a photo.")
            % {"what": ", ".join(sorted(found))}
        )
    return data


def _unpacked(data: bytes) -> list[bytes]:
    """Return the compressed objects of a PDF: names can hide in them.

    Raises: BadFile when they unpack to more than a document of pages can.
    """
    found, total = [], 0
    for start in _STREAM.finditer(data):
        engine = zlib.decompressobj()
        try:
            inner = engine.decompress(data[start.end() :], MOST_UNPACKED - total + 1)
        except zlib.error:
            continue  # not deflated: its bytes were looked at as they are
        total += len(inner)
        if total > MOST_UNPACKED:
            raise BadFile(_("The PDF unpacks to too much. Take a photo instead."))
        if b"/" in inner:
            found.append(inner)
    return found


def keep(taken: Taken) -> str:
    """Seal a file into the store; return the name it is kept under, which says nothing."""
    name = new_ulid()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / name
    part = path.with_suffix(".part")
    with part.open("xb") as target:
        vault.seal_stream(io.BytesIO(taken.data), target)
    part.chmod(0o600)
    part.replace(path)
    return name


def drop(name: str) -> None:
    """Take a file away that no row names: its transaction did not end well."""
    Path(folder() / name).unlink(missing_ok=True)
