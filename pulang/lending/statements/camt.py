"""Statements and notifications as ISO 20022 messages: camt.053 and camt.054, versions 02 to 08."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from pulang.lending.iso20022 import amount, each, parse, text
from pulang.lending.statements import refusals
from pulang.lending.statements.checks import checked
from pulang.lending.statements.refusals import StatementRefused
from pulang.lending.statements.values import (
    MOST_ACCOUNT,
    MOST_NAME,
    MOST_TEXT,
    RUPIAH,
    Booking,
    Line,
    Statement,
    cut,
    key,
)

VERSIONS = range(2, 9)
_BODIES = {"camt.053": "BkToCstmrStmt/Stmt", "camt.054": "BkToCstmrDbtCdtNtfctn/Ntfctn"}
_WITA = timezone(timedelta(hours=8))
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read(data: bytes) -> tuple[Statement, ...]:
    """Return the statements of a message, at least one.

    Entries that are not booked yet are left out. Raises: MessageRefused, StatementRefused.
    """
    message = parse(data, names=tuple(_BODIES))
    if message.version not in VERSIONS:
        raise StatementRefused(
            _("%(name)s is read in versions 02 to 08, not in %(version)02d.")
            % {"name": message.name, "version": message.version}
        )
    found = tuple(
        _statement(one, message.name) for one in each(message.root, _BODIES[message.name])
    )
    if not found:
        raise StatementRefused(_("The message holds no statement."))
    return found


def _statement(body: Element, name: str) -> Statement:
    identifier = text(body, "Id")
    account = _account(body.find("Acct"))
    currency = text(body, "Acct/Ccy")
    bookings = [
        booking
        for number, entry in enumerate(each(body, "Ntry"), 1)
        for booking in _entry(entry, identifier=identifier, number=number, account=account)
    ]
    return checked(
        bookings,
        format=name,
        identifier=identifier,
        account=account,
        starts_on=_day(text(body, "FrToDt/FrDtTm", "FrToDt/FrDt")),
        ends_on=_day(text(body, "FrToDt/ToDtTm", "FrToDt/ToDt")),
        opening=_balance(body, _OPENING),
        closing=_balance(body, _CLOSING),
        currency=currency or (bookings[0].line.currency if bookings else RUPIAH),
    )


def _account(account: Element | None) -> str:
    return cut(text(account, "Id/Othr/Id", "Id/IBAN"), MOST_ACCOUNT)


def _balance(body: Element, codes: tuple[str, ...]) -> Decimal | None:
    for code in codes:
        for balance in each(body, "Bal"):
            if text(balance, "Tp/CdOrPrtry/Cd") == code:
                value, _currency = amount(balance.find("Amt"))
                return value if _is_credit(balance) else -value
    return None


def _is_credit(element: Element) -> bool:
    direction = text(element, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise StatementRefused(
            _("A booking or balance does not say whether it is credit or debit.")
        )
    return direction == "CRDT"


def _entry(entry: Element, *, identifier: str, number: int, account: str) -> Iterator[Booking]:
    if text(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
        return
    value, currency = amount(entry.find("Amt"))
    is_credit, booked_on = _is_credit(entry), _booked_on(entry)
    details = list(each(entry, "NtryDtls/TxDtls"))
    amounts = _amounts(details, value, currency)
    # The bank's reference is unique at the bank; the number of an entry only within its statement.
    own = text(entry, "AcctSvcrRef") or key(identifier, text(entry, "NtryRef") or number)
    parts = list(zip(details, amounts, strict=True)) if amounts else [(_first(details), value)]
    for index, (detail, part) in enumerate(parts, 1):
        problem = _problem(part, currency) or (
            refusals.parts_unknown() if len(details) > 1 and not amounts else ""
        )
        line = Line(
            reference=_reference(detail, own, index if len(parts) > 1 else 0),
            booked_on=booked_on,
            amount=int(part),
            is_credit=is_credit,
            payer_name=cut(_payer(detail, is_credit), MOST_NAME),
            virtual_account=_virtual_account(detail, account),
            remittance_text=cut(_remittance(detail, entry), MOST_TEXT),
            currency=currency,
            is_reversal=text(entry, "RvslInd") in ("true", "1"),
            problem=problem,
        )
        yield Booking(line, part if is_credit else -part)


def _first(details: list[Element]) -> Element | None:
    return details[0] if len(details) == 1 else None


def _amounts(details: list[Element], whole: Decimal, currency: str) -> list[Decimal]:
    """Return the amounts of the payments in an entry; none when they do not make the entry."""
    if len(details) == 1:
        return [whole]
    found = []
    for detail in details:
        element = detail.find("Amt")
        element = detail.find("AmtDtls/TxAmt/Amt") if element is None else element
        if element is None or element.get("Ccy") != currency:
            return []
        found.append(amount(element)[0])
    return found if sum(found) == whole else []


def _problem(value: Decimal, currency: str) -> str:
    if currency != RUPIAH:
        return refusals.foreign(currency)
    if value != int(value):
        return refusals.fraction()
    return "" if value >= 1 else refusals.no_amount()


def _reference(detail: Element | None, own: str, index: int) -> str:
    single = text(detail, "Refs/AcctSvcrRef")
    if single and single != own:
        return key(single)
    return key(own, index) if index else key(own)


def _payer(detail: Element | None, is_credit: bool) -> str:
    party = "Dbtr" if is_credit else "Cdtr"
    return text(
        detail,
        f"RltdPties/Ultmt{party}/Nm",
        f"RltdPties/Ultmt{party}/Pty/Nm",
        f"RltdPties/{party}/Nm",  # until version 04
        f"RltdPties/{party}/Pty/Nm",  # from version 08
    )


def _virtual_account(detail: Element | None, account: str) -> str:
    """Return the account that was paid to when it is not the pool's own, else the payer's reference."""
    paid_to = text(detail, "RltdPties/CdtrAcct/Id/Othr/Id", "RltdPties/CdtrAcct/Id/IBAN")
    if paid_to and paid_to != account:
        return cut(paid_to, MOST_ACCOUNT)
    return cut(text(detail, "RmtInf/Strd/CdtrRefInf/Ref"), MOST_ACCOUNT)


def _remittance(detail: Element | None, entry: Element) -> str:
    free = " ".join(text(one, ".") for one in each(detail, "RmtInf/Ustrd"))
    return free or text(detail, "AddtlTxInf") or text(entry, "AddtlNtryInf")


def _booked_on(entry: Element) -> date:
    day = _day(text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if day is None:
        raise StatementRefused(_("A booking has no day."))
    return day


def _day(written: str) -> date | None:
    """Return the day; a moment with a zone is told in the bank's own (WITA)."""
    if not written:
        return None
    try:
        if "T" not in written:
            return date.fromisoformat(written[:10])
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise StatementRefused(_("“%(text)s” is no day.") % {"text": written[:40]}) from None
    return (moment.astimezone(_WITA) if moment.tzinfo else moment).date()
