"""Why a statement is not taken in: a sentence that the officer can pass on to the bank."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pulang.base.errors import Refused


class StatementRefused(Refused):
    """The file is no bank statement, or not one that can be believed."""

    code = "lending.statement"


class Twice(StatementRefused):
    """One booking stands in the file twice."""

    code = "lending.statement_twice"

    def __init__(self, *, reference: str) -> None:
        sentence = _("The booking %(reference)s stands in the file twice.")
        super().__init__(sentence % {"reference": reference}, reference=reference)


class DoesNotAddUp(StatementRefused):
    """Opening balance and bookings do not make the closing balance: something is missing."""

    code = "lending.statement_sum"

    def __init__(self, *, opening: Decimal, moved: Decimal, closing: Decimal) -> None:
        sentence = _(
            "The statement does not add up: it opens with %(opening)s, the bookings make %(moved)s, but it closes with %(closing)s. A booking is missing, doubled or changed."
        )
        facts = {"opening": opening, "moved": moved, "closing": closing}
        super().__init__(sentence % {name: _written(each) for name, each in facts.items()})


class RowRefused(StatementRefused):
    """A row of a table cannot be understood."""

    code = "lending.statement_row"

    def __init__(self, *, row: int, why: str) -> None:
        super().__init__(_("Row %(row)d: %(why)s") % {"row": row, "why": why}, row=row)


def foreign(currency: str) -> str:
    """Say that a line is not in rupiah."""
    return _("This booking is in %(currency)s; only rupiah are booked here.") % {
        "currency": currency or "?"
    }


def no_amount() -> str:
    """Say that a line has nothing to book."""
    return _("This booking has no amount of at least one rupiah.")


def fraction() -> str:
    """Say that a line has sen."""
    return _("This booking has parts of a rupiah. Check it with the bank.")


def parts_unknown() -> str:
    """Say that several payments stand in one booking and the amounts of each are not told."""
    return _("Several payments stand in this booking, and the amounts of each are not told.")


def _written(amount: Decimal) -> str:
    written = f"{abs(amount):,.2f}".removesuffix(".00")
    written = written.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"-Rp{written}" if amount < 0 else f"Rp{written}"
