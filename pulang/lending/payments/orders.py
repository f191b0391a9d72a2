"""Writing payment orders: pain.001.001.09 and a CSV for banks that cannot read it."""

from io import StringIO
from xml.etree.ElementTree import Element, SubElement, tostring

from pulang.base.spreadsheet import write_csv as write_table
from pulang.lending.payments.values import Account, Batch, Order, check

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CURRENCY = "IDR"
HEADINGS = (
    "message_id",
    "executes_on",
    "end_to_end_id",
    "amount",
    "currency",
    "name",
    "account",
    "bank",
    "purpose",
)


def write_pain001(batch: Batch) -> bytes:
    """Return the message; the same batch gives the same bytes, so a file can be asked for again.

    Raises: OrderRefused.
    """
    check(batch)
    document = Element("Document", xmlns=NAMESPACE)
    root = SubElement(document, "CstmrCdtTrfInitn")
    header = SubElement(root, "GrpHdr")
    _text(header, "MsgId", batch.message_id)
    _text(header, "CreDtTm", batch.created_at.isoformat(timespec="seconds"))
    _sums(header, batch)
    _text(SubElement(header, "InitgPty"), "Nm", batch.sender.name)
    _payment(root, batch)
    written: bytes = tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _payment(root: Element, batch: Batch) -> None:
    payment = SubElement(root, "PmtInf")
    _text(payment, "PmtInfId", batch.message_id)
    _text(payment, "PmtMtd", "TRF")
    _sums(payment, batch)
    _text(SubElement(payment, "ReqdExctnDt"), "Dt", batch.executes_on.isoformat())
    _text(SubElement(payment, "Dbtr"), "Nm", batch.sender.name)
    _account(payment, "DbtrAcct", batch.sender)
    _agent(payment, "DbtrAgt", batch.sender)
    for order in batch.orders:
        _order(payment, order)


def _order(payment: Element, order: Order) -> None:
    transfer = SubElement(payment, "CdtTrfTxInf")
    _text(SubElement(transfer, "PmtId"), "EndToEndId", order.end_to_end_id)
    amount = _text(SubElement(transfer, "Amt"), "InstdAmt", str(order.amount))
    amount.set("Ccy", CURRENCY)
    _agent(transfer, "CdtrAgt", order.to)
    _text(SubElement(transfer, "Cdtr"), "Nm", order.to.name)
    _account(transfer, "CdtrAcct", order.to)
    if order.purpose:
        _text(SubElement(transfer, "RmtInf"), "Ustrd", order.purpose)


def _sums(parent: Element, batch: Batch) -> None:
    _text(parent, "NbOfTxs", str(len(batch.orders)))
    _text(parent, "CtrlSum", str(batch.total))


def _account(parent: Element, name: str, account: Account) -> None:
    """Write an account by its number under `Othr`: Indonesia has no IBAN."""
    holder = SubElement(parent, name)
    _text(SubElement(SubElement(holder, "Id"), "Othr"), "Id", account.number)
    if name == "DbtrAcct":
        _text(holder, "Ccy", CURRENCY)


def _agent(parent: Element, name: str, account: Account) -> None:
    _text(SubElement(SubElement(parent, name), "FinInstnId"), "BICFI", account.bank)


def _text(parent: Element, name: str, value: str) -> Element:
    element = SubElement(parent, name)
    element.text = value
    return element


def write_csv(batch: Batch) -> str:
    """Return the same orders as CSV; no cell is a live formula.

    Raises: OrderRefused.
    """
    check(batch)
    file = StringIO(newline="")
    rows = (
        (
            batch.message_id,
            batch.executes_on.isoformat(),
            order.end_to_end_id,
            order.amount,
            CURRENCY,
            order.to.name,
            order.to.number,
            order.to.bank,
            order.purpose,
        )
        for order in batch.orders
    )
    write_table(file, HEADINGS, rows)
    return file.getvalue()
