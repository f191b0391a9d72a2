"""What a role sees: the handbook's table, the code and the database say the same (R8.1)."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import MAY, SEES, Actor, Permission, Reach, Role
from pulang.access.tests import factories
from pulang.base.privacy import PROTECTED, DataClass
from pulang.people.models import Person

AT = datetime(2026, 11, 23, tzinfo=UTC)

# Handbook 8.3, row by row: J own jurisdiction, A assigned, O own entries, S aggregate, M milestone,
# - none; /W may write. "x(…)" says that a part is seen under a condition the page must check.
HANDBOOK = """
worker              O/W O   O O O(summary)  O(request)  -  -  -
village_officer     J/W O   - - -           -           -  -  -
field_volunteer     O/W -   - O O           -           -  -  O
case_worker         A/W A   M A A/W         A           A  A(names)  -
kabupaten_officer   J/W J/W M - -           fit         -  -  -
provincial_officer  J   J(P3MI) S S -       -           -  -  -
police_liaison      A   A   A(warrant) A A(consent) visum  -  A/W  court
bank_officer        O   O   A/W - -         -           -  -  -
trainer             O   O   M - -           -           -  -  -
checkpoint_officer  O   -   - - O(screen)   -           -  alert  -
coordinator         S   -   S S -           -           -  S  -
administrator       -   -   - - -           -           -  -  -
auditor             -   -   - - -           -           -  -  -
"""
# Roles that the matrix does not know, with the row they follow or the reason they have one.
LIKE = {Role.BANK_APPROVER: Role.BANK_OFFICER, Role.ADVISER: Role.TRAINER}
BEYOND = {
    Role.DATA_STEWARD: {
        DataClass.D2: "uniting the lists means seeing both rows of a doubtful pair",
        DataClass.D3: "document numbers are the evidence of the pair",
    },
    # ADR 0011: no human being; clocks run over all files, whatever stands in them
    Role.SERVICE: {
        DataClass.D2: "check-ins and reminders of everybody",
        DataClass.D3: "papers that expire",
        DataClass.D4: "interest, arrears and reminders of every loan",
        DataClass.D5: "what is late in a case",
        DataClass.D6: "entries that other desks' steps make in a case",
        DataClass.D8: "where to reach her safely",
    },
}
_RANK = {"-": 0, "S": 1, "M": 1, "O": 2, "A": 3, "J": 4}
_OURS = {
    Reach.NONE: 0,
    Reach.AGGREGATE: 1,
    Reach.MILESTONE: 1,
    Reach.OWN: 2,
    Reach.ASSIGNED: 3,
    Reach.JURISDICTION: 4,
    Reach.ALL: 5,
}
CLASSES = sorted(PROTECTED, key=lambda one: int(one[1:]))


def handbook() -> dict[Role, dict[DataClass, str]]:
    rows = {}
    for line in HANDBOOK.strip().splitlines():
        role, *cells = line.split()
        rows[Role(role)] = dict(zip(CLASSES, cells, strict=True))
    return rows | {role: rows[like] for role, like in LIKE.items()}


@pytest.mark.parametrize("role", Role, ids=str)
@pytest.mark.parametrize("data_class", CLASSES, ids=str)
def test_no_role_sees_more_than_the_handbook_allows(role: Role, data_class: DataClass) -> None:
    ours = _OURS[SEES[role].get(data_class, Reach.NONE)]
    if data_class in BEYOND.get(role, {}):
        return
    allowed = handbook().get(role, {}).get(data_class, "-")

    assert ours <= _RANK.get(allowed[0], 0), f"handbook 8.3 says {allowed}"


@pytest.mark.parametrize("role", sorted(handbook().keys() - LIKE.keys()), ids=str)
def test_every_plain_sight_of_the_handbook_is_given(role: Role) -> None:
    # A cell with a condition in brackets stays shut until the page that checks it is written.
    for data_class, allowed in handbook()[role].items():
        if len(allowed) == 1 or allowed.endswith("/W"):
            given = SEES[role].get(data_class, Reach.NONE)
            assert _OURS[given] == _RANK[allowed[0]], f"{data_class}: handbook 8.3 says {allowed}"


@pytest.mark.parametrize("role", handbook(), ids=str)
def test_only_roles_with_a_w_write_persons(role: Role) -> None:
    may = Permission.PERSON_WRITE in MAY[role]

    assert not may or "/W" in handbook()[role][DataClass.D2]


# --- code and database ---

AREAS = ("", "53", "5304", "5304102001")
PLACES = ("", "53", "5304", "5304102001", "5307012001", "3171012003", "5305", "530410")


@pytest.fixture
def offices() -> list[Organisation]:
    return [
        Organisation.objects.create(kind="bank", name=f"Office {number}", area="53")
        for number in range(2)
    ]


@pytest.fixture
def people(offices: list[Organisation]) -> None:
    known = ([], [offices[0].pk], [offices[1].pk], [office.pk for office in offices])
    for place in PLACES:
        for office_ids in known:
            Person.objects.create(
                place_code=place, known_to=list(office_ids), created_at=AT, updated_at=AT
            )


Seen = list[tuple[Actor, set[int]]]


@pytest.fixture
def by_code(people: None, offices: list[Organisation]) -> Seen:
    """Ask the code what each role sees, as the owner, whom no policy stops."""
    actors = [
        factories.actor(role, area=area, office=offices[0]) for role in Role for area in AREAS
    ]
    return [
        (actor, set(Person.objects.visible_to(actor).values_list("pk", flat=True)))
        for actor in actors
    ]


@pytest.mark.django_db
def test_code_and_database_show_the_same_persons(by_code: Seen) -> None:
    assert any(seen for _, seen in by_code)
    for actor, seen in by_code:
        with context.acting(actor):
            by_database = set(Person.objects.values_list("pk", flat=True))
        assert by_database == seen, f"{actor.role} of {actor.area or 'the nation'}"


@pytest.mark.django_db
def test_code_and_database_let_the_same_persons_be_changed(by_code: Seen) -> None:
    for actor, seen in by_code:
        may = seen if actor.may(Permission.PERSON_WRITE) else set()
        with context.acting(actor):
            assert Person.objects.update(updated_at=AT) == len(may), actor.role


@pytest.mark.django_db
def test_nobody_deletes_a_person(by_code: Seen) -> None:
    for actor, _seen in by_code:
        with context.acting(actor), connection.cursor() as cursor:
            cursor.execute("delete from people_person")
            assert cursor.rowcount == 0, actor.role
