"""Who reaches rows of the bank's desk: SQL clauses that the models share (handbook 8.3, D4)."""

from pulang.base import reach

SERVICE = "(select access_role()) = 'service'"

OF_BANK = reach.either(
    SERVICE,
    reach.both("(select access_reach('D4')) = 'assigned'", reach.own_organisation("bank_id")),
)
"""Rows of the acting membership's own bank, for roles that see D4; the service sees all."""

OF_BANK_OR_HERS = reach.either(OF_BANK, reach.herself("person_id"))
"""The bank's rows, and hers."""

MAKER = reach.permits("loan.write")
DECIDER = reach.permits("loan.decide")
AT_THE_DESK = reach.either(MAKER, DECIDER, SERVICE)

DESK = reach.both(AT_THE_DESK, OF_BANK)
"""Rows that the bank's desk may write."""


def of_loan(column: str = "loan_id") -> str:
    """Rows of a loan that is reachable."""
    return reach.through("lending_loan", column)


def desk_of(table: str, column: str) -> str:
    """Rows that the bank's desk may write because it reaches the row they belong to."""
    return reach.both(AT_THE_DESK, reach.through(table, column))
