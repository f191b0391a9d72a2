"""Where the house's files are; what the house tests share."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "pulang"
PACKAGES = sorted(path.parent.name for path in CODE.glob("*/__init__.py"))


def sources(*suffixes: str, tests: bool = False) -> Iterator[Path]:
    """Yield the product's own files of some kinds."""
    for path in sorted(CODE.rglob("*")):
        parts = path.relative_to(CODE).parts
        hidden = {"migrations", "__pycache__"} if tests else {"migrations", "__pycache__", "tests"}
        if path.suffix in suffixes and not hidden.intersection(parts):
            yield path


def name(path: Path) -> str:
    """Write a path as a reader would: from the root of the repository."""
    return str(path.relative_to(ROOT))
