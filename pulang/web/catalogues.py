"""Set-up: compile the packages' translations, without the gettext tools.

`python -m pulang.web.catalogues` turns each locale/*/LC_MESSAGES/django.po into the .mo file that
Django reads; a .mo file newer than its .po is left alone. The .mo files are never committed.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

PACKAGES = Path(__file__).resolve().parents[1]


def compile_all(root: Path = PACKAGES) -> list[Path]:
    """Compile each catalogue that changed; return the files written."""
    written = []
    for source in sorted(root.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as lines:
                catalogue = read_po(lines, locale=source.parts[-3], abort_invalid=True)
        except PoFileError as mistake:
            raise SystemExit(f"{source.relative_to(root)}: {mistake}") from mistake
        partial = target.with_suffix(".part")
        with partial.open("wb") as out:
            write_mo(out, catalogue)
        partial.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(PACKAGES)}\n")
