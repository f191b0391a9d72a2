"""The register of processing and the impact assessment, read from the running system (R8.10).

Nothing here is written by hand: the models say which classes of data they hold, the table of
rights who sees them, PostgreSQL's catalogue what it enforces, the settings how people sign in.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models

from pulang.access.queries.trail import tables
from pulang.access.terms import MAY, RETENTION, SEES, SENSITIVE, Keeping, Permission, Reach, Role
from pulang.base.privacy import PROTECTED, DataClass, class_of


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: what it holds and what guards it."""

    name: str
    table: str
    classes: tuple[str, ...]
    fields: int
    rows: int
    row_security: bool
    policies: int
    history: tuple[str, ...]

    @property
    def is_guarded(self) -> bool:
        """Tell whether protected data have a policy."""
        protected = PROTECTED & {DataClass(one) for one in self.classes}
        return not protected or (self.row_security and self.policies > 0)


@dataclass(frozen=True, slots=True)
class Sight:
    """One role: how far it sees in each class, what it may do."""

    role: Role
    reaches: tuple[tuple[DataClass, Reach], ...]
    permissions: tuple[Permission, ...]
    must_have_factor: bool


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register."""

    controller: str
    authority: str
    contact: str
    factor_required: bool
    session_hours: float
    holdings: tuple[Holding, ...]
    sights: tuple[Sight, ...]
    keeping: tuple[Keeping, ...]

    @property
    def unguarded(self) -> tuple[str, ...]:
        """Return the tables with protected data and no policy: should be none."""
        return tuple(one.table for one in self.holdings if not one.is_guarded)


_CATALOGUE = """
    select c.relname, greatest(c.reltuples, 0)::bigint, c.relrowsecurity,
      (select count(*) from pg_policy p where p.polrelid = c.oid),
      coalesce((select array_agg(replace(t.tgname, 'pulang_history_', '') order by t.tgname)
        from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'pulang\\_history\\_%'), '{}')
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
"""


def sights() -> tuple[Sight, ...]:
    """Return the table of rights, one entry per role."""
    return tuple(
        Sight(
            role,
            tuple((one, SEES[role].get(one, Reach.NONE)) for one in sorted(PROTECTED, key=_rank)),
            tuple(sorted(MAY[role])),
            role in SENSITIVE,
        )
        for role in Role
    )


def register() -> Register:
    """Return the register as the system stands at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    holdings = [
        _holding(model, found[table]) for table, model in sorted(tables().items()) if table in found
    ]
    return Register(
        controller=settings.PULANG_CONTROLLER,
        authority=settings.PULANG_PRIVACY_AUTHORITY,
        contact=settings.PULANG_PRIVACY_CONTACT,
        factor_required=settings.PULANG_REQUIRE_MFA,
        session_hours=settings.SESSION_COOKIE_AGE / 3600,
        holdings=tuple(holdings),
        sights=sights(),
        keeping=RETENTION,
    )


def _holding(model: type[models.Model], row: tuple[int, bool, int, list[str]]) -> Holding:
    columns = [field.attname for field in model._meta.concrete_fields]
    classes = {class_of(model, column) for column in columns}
    return Holding(
        name=str(model._meta.verbose_name),
        table=model._meta.db_table,
        classes=tuple(str(one) for one in sorted(classes, key=_rank)),
        fields=len(columns),
        rows=row[0],
        row_security=row[1],
        policies=row[2],
        history=tuple(row[3]),
    )


def _rank(data_class: DataClass) -> int:
    return int(data_class[1:])


def as_plain(register: Register) -> dict[str, Any]:
    """Return the register as plain values, for JSON."""
    return {
        "controller": register.controller,
        "authority": register.authority,
        "contact": register.contact,
        "factor_required": register.factor_required,
        "unguarded": list(register.unguarded),
        "holdings": [asdict(one) for one in register.holdings],
        "rights": {
            str(one.role): {
                "sees": {str(data_class): str(reach) for data_class, reach in one.reaches},
                "may": [str(permission) for permission in one.permissions],
            }
            for one in register.sights
        },
        "keeping": [
            {"what": str(one.what), "years": one.years, "from": str(one.counted_from)}
            for one in register.keeping
        ],
    }
