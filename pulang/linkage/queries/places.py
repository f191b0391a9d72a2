"""The finder of places as intake needs it."""

from functools import partial

from pulang.linkage.standard import Finder
from pulang.places import queries as places


def finder(*, code_system: str = "") -> Finder:
    """Return a finder over the places in the database; `code_system` as the source's list was said to use."""
    index = places.index()
    return Finder(
        # The import standardises in a second thread, which must not open a connection of its own.
        resolve_frame=partial(places.resolve_frame, within=index),
        read_code=partial(places.read_code, within=index),
        area_name=lambda code: index.names.get(code[:4], "") if len(code) >= 4 else "",
        code_system=code_system,
    )
