"""The registry as one table: a row per person that stands, golden values and who knows her."""

import polars as pl

from pulang.linkage.queries.matching import table

_COLUMNS = {
    "id": "p.public_id",
    "full_name": "p.full_name",
    "sex": "p.sex",
    "born_on": "p.born_on",
    "birth_precision": "p.birth_precision",
    "birthplace": "p.birthplace",
    "mother_name": "p.mother_name",
    "nik": "p.nik",
    "phone": "p.phone",
    "place_code": "p.place_code",
    "place": "pl.name",
    "sources": (
        "(select string_agg(distinct s.slug, ' ' order by s.slug) from linkage_record r"
        " join linkage_source s on s.id = r.source_id where r.person_id = p.id)"
    ),
    "records": "(select count(*) from linkage_record r where r.person_id = p.id)",
}


def persons() -> pl.DataFrame:
    """Return the persons that the acting connection may see."""
    columns = ", ".join(f'{sql} as "{name}"' for name, sql in _COLUMNS.items())
    schema: dict[str, pl.DataType | type[pl.DataType]] = dict.fromkeys(_COLUMNS, pl.String)
    schema |= {"born_on": pl.Date, "records": pl.Int64}
    return table(
        f"select {columns} from people_person p"  # noqa: S608 - columns of ours
        " left join places_place pl on pl.code = nullif(p.place_code, '')"
        " where p.state = 'active' order by p.id",
        schema,
    )
