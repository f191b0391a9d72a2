"""Reading: public directories, so anybody may; the index and names are kept in the process."""

from pulang.places.queries.finding import (
    index,
    path,
    read_code,
    resolve,
    resolve_frame,
    search_villages,
)
from pulang.places.queries.regions import children_of, name_of, place_for, regencies

__all__ = [
    "children_of",
    "index",
    "name_of",
    "path",
    "place_for",
    "read_code",
    "regencies",
    "resolve",
    "resolve_frame",
    "search_villages",
]
