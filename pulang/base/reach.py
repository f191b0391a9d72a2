"""SQL of the row-level security policies, as small builders.

A model declares `class Reach: read = …; write = …` with these; `access.guard` installs them as
PostgreSQL policies after each migration. The functions `access_…()` are created by a migration of
`access` and read the membership that the request acts under. Each is wrapped in a sub-select so
that PostgreSQL evaluates it once a query and not once a row.
"""

EVERYONE = "true"
NOBODY = "false"
SIGNED_IN = "(select access_membership()) is not null"


def permits(permission: str) -> str:
    """Rows are reachable when the acting membership holds the permission."""
    return f"(select access_permits('{permission}'))"


def within_area(column: str) -> str:
    """Rows whose place lies in the acting membership's area."""
    return f"{column} like (select access_area()) || '%'"


def jurisdiction(
    data_class: str, *, place: str, organisations: str = "", kind: str = "", key: str = "public_id"
) -> str:
    """Rows by place prefix, by the organisations that know the person, or opened in an emergency.

    `place` is a column with Kemendagri digits ('' when unknown: only province and above see it);
    `organisations` a bigint[] column; `kind` names the subject for emergency access, `key` the
    column with its public id.
    """
    reach, area = f"(select access_reach('{data_class}'))", "(select access_area())"
    parts = [
        f"{reach} = 'all'",
        (
            f"({reach} = 'jurisdiction' and ({place} like {area} || '%'"
            f" or ({place} = '' and length({area}) <= 2)))"
        ),
    ]
    if organisations:
        parts.append(
            f"({reach} in ('jurisdiction', 'own', 'assigned')"
            f" and {organisations} && (select access_organisations()))"
        )
    if kind:
        parts.append(f"{key} = any((select access_open_ids('{kind}'))::text[])")
    return "(" + " or ".join(parts) + ")"


def own_organisation(column: str = "organisation_id") -> str:
    """Rows that belong to an organisation of the acting membership."""
    return f"{column} = any((select access_organisations())::bigint[])"


def through(table: str, column: str, *, key: str = "id") -> str:
    """Rows whose parent row is reachable: the parent's own policy decides."""
    # Names of tables and columns come from our own models, never from a request.
    return f"exists (select 1 from {table} as parent where parent.{key} = {column})"  # noqa: S608


def herself(column: str) -> str:
    """Rows about the worker who acts: her own file, whoever registered her."""
    return f"{column} = (select people_own_person())"


def of_classes(column: str) -> str:
    """Rows whose own data class, named in a column, opens rows to the acting role."""
    return f"{column} = any((select access_classes())::text[])"


def at_desks(column: str) -> str:
    """Rows that lie on one of the desks of the acting membership; the service sees every desk."""
    return (
        f"({column} = any((select access_desks())::text[]) or (select access_role()) = 'service')"
    )


def either(*clauses: str) -> str:
    """Any of the clauses."""
    return "(" + " or ".join(clauses) + ")"


def both(*clauses: str) -> str:
    """All of the clauses."""
    return "(" + " and ".join(clauses) + ")"
