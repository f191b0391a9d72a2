"""Reading: public directories, so anybody may; the index and names are kept in the process."""

from pulang.places.queries.finding import (
    index,
    path,
    read_code,
    resolve,
    resolve_frame,
    resolve_text,
    search_villages,
)
from pulang.places.queries.regions import (
    above,
    children_of,
    last_listing,
    name_of,
    place_for,
    profile_of,
    regencies,
)

__all__ = [
    "above",
    "children_of",
    "index",
    "last_listing",
    "name_of",
    "path",
    "place_for",
    "profile_of",
    "read_code",
    "regencies",
    "resolve",
    "resolve_frame",
    "resolve_text",
    "search_villages",
]
