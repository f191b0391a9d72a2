"""The finder of places as intake needs it."""

from pulang.linkage.standard import Finder
from pulang.places import queries as places


def finder(*, code_system: str = "") -> Finder:
    """Return a finder over the places in the database; `code_system` as the source's list was said to use."""
    index = places.index()
    return Finder(
        resolve_frame=places.resolve_frame,
        read_code=places.read_code,
        area_name=lambda code: index.names.get(code[:4], "") if len(code) >= 4 else "",
        code_system=code_system,
    )
