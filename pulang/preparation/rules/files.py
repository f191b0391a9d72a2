"""What an uploaded file is, by its bytes; never by its name or what the browser says."""

import re

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
_DANGER = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|OpenAction|AA|RichMedia|XFA|GoToR|ImportData|SubmitForm)"
    rb"(?![A-Za-z0-9])"
)
_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


def kind_of(data: bytes) -> str:
    """Return the media type that the first bytes prove; '' for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"%PDF-"):
        return PDF
    return ""


def is_whole_pdf(data: bytes) -> bool:
    """Tell whether a PDF has its header, a cross-reference and its end."""
    tail = data[-2048:]
    return data.startswith(b"%PDF-") and b"%%EOF" in tail and b"startxref" in tail


def dangers(data: bytes) -> tuple[str, ...]:
    """Return what a PDF could do when opened: scripts, programs, enclosed files, encryption.

    Names may hide letters as #4A; they are written out before looking. What lies inside
    compressed objects is looked at by the caller, who unpacks them.
    """
    plain = _HEX_NAME.sub(lambda found: bytes([int(found.group(1), 16)]), data)
    found = {word.decode("ascii").lstrip("/") for word in _DANGER.findall(plain)}
    if re.search(rb"/Encrypt(?![A-Za-z0-9])", plain):
        found.add("Encrypt")
    return tuple(sorted(found))
