"""The demo's roster: everybody whom the issue names is there, and nobody refers to what is not."""

from pulang.access.terms import OrganisationKind, Role
from pulang.web.demo.agency_files import LAYOUTS, REGISTERS
from pulang.web.demo.roster import ACCOUNTS, LEFT_FOR_THE_NEWCOMER, LISTS, ORGANISATIONS


def test_every_role_has_an_account() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role) - {Role.SERVICE}


def test_two_stewards_are_there_so_that_a_second_person_can_confirm() -> None:
    assert sum(account.role == Role.DATA_STEWARD for account in ACCOUNTS) == 2


def test_every_kind_of_organisation_takes_part() -> None:
    guests = {OrganisationKind.CENTRAL, OrganisationKind.JUSTICE}  # in the directory, without lists
    assert {organisation.kind for organisation in ORGANISATIONS} == set(OrganisationKind) - guests


def test_every_file_has_a_list_and_an_organisation_that_keeps_it() -> None:
    keys = {organisation.key for organisation in ORGANISATIONS}

    assert {kept.listed for kept in LISTS} == set(LAYOUTS) | {listed for listed, _, _ in REGISTERS}
    assert {kept.organisation for kept in LISTS} <= keys
    assert {account.organisation for account in ACCOUNTS} <= keys
    assert LEFT_FOR_THE_NEWCOMER in LAYOUTS


def test_no_mail_can_reach_a_demo_account() -> None:
    assert all(account.email.endswith(".test") for account in ACCOUNTS)
    assert len({account.email for account in ACCOUNTS}) == len(ACCOUNTS)
