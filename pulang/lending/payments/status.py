"""Reading what the bank says of payment orders: pain.002 (versions 03 to 12), and the same as CSV."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.lending.iso20022 import MOST_BYTES, each, parse, text
from pulang.lending.payments.values import OUTCOMES, Report, Status

VERSIONS = range(3, 13)
HEADINGS = ("message_id", "end_to_end_id", "status", "reason", "text")
_MOST_TEXT = 140


class ReportRefused(Refused):
    """The file is no status report, or one that contradicts itself."""

    code = "lending.report"


def read(data: bytes) -> Report:
    """Read a status report by what it is.

    Raises: MessageRefused, ReportRefused.
    """
    start = data[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return read_pain002(data) if start.startswith(b"<") else read_csv(data)


def read_pain002(data: bytes) -> Report:
    """Read a pain.002 message.

    Raises: MessageRefused, ReportRefused.
    """
    message = parse(data, names=("pain.002",))
    body = message.root.find("CstmrPmtStsRpt")
    if message.version not in VERSIONS or body is None:
        raise ReportRefused(_("This status report is of a version that is not read here."))
    group = body.find("OrgnlGrpInfAndSts")
    return _report(
        message_id=text(group, "OrgnlMsgId"),
        group=text(group, "GrpSts"),
        reason=_reason(group),
        statuses=_statuses(body),
    )


def _statuses(body: Element) -> Iterator[Status]:
    for payment in each(body, "OrgnlPmtInfAndSts"):
        inherited = text(payment, "PmtInfSts")
        for order in each(payment, "TxInfAndSts"):
            yield Status(
                end_to_end_id=text(order, "OrgnlEndToEndId"),
                code=text(order, "TxSts") or inherited,
                reason=_reason(order) or _reason(payment),
                text=_said(order) or _said(payment),
            )


def _reason(element: Element | None) -> str:
    return text(element, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")


def _said(element: Element | None) -> str:
    parts = (text(one, ".") for one in each(element, "StsRsnInf/AddtlInf"))
    return " ".join(parts)[:_MOST_TEXT]


def read_csv(data: bytes) -> Report:
    """Read a CSV with the headings message_id, end_to_end_id, status, reason, text.

    Raises: ReportRefused.
    """
    if len(data) > MOST_BYTES:
        raise ReportRefused(_("The file is too large."))
    try:
        rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise ReportRefused(_("The file cannot be read as a table.")) from None
    if not rows or not set(HEADINGS[:3]) <= rows[0].keys():
        raise ReportRefused(
            _("The table needs the columns %(names)s.") % {"names": ", ".join(HEADINGS[:3])}
        )
    told = [{name: (row.get(name) or "").strip() for name in HEADINGS} for row in rows]
    messages = {row["message_id"] for row in told}
    if len(messages) > 1:
        raise ReportRefused(_("The table tells of more than one payment file."))
    statuses = (
        Status(row["end_to_end_id"], row["status"], row["reason"], row["text"][:_MOST_TEXT])
        for row in told
    )
    return _report(message_id=messages.pop(), group="", reason="", statuses=statuses)


def _report(*, message_id: str, group: str, reason: str, statuses: Iterable[Status]) -> Report:
    found = tuple(statuses)
    if not message_id:
        raise ReportRefused(_("The report does not say which payment file it is about."))
    # PART says of a group only that orders differ; each then has its own status.
    codes = [one.code for one in found] + ([] if group in ("", "PART") else [group])
    for code in codes:
        if code not in OUTCOMES:
            raise ReportRefused(
                _("“%(code)s” is no status that is known here.") % {"code": code[:40]}
            )
    _once(found)
    if not found and not group:
        raise ReportRefused(_("The report tells no status."))
    return Report(message_id, group, reason, found)


def _once(statuses: tuple[Status, ...]) -> None:
    seen: set[str] = set()
    for one in statuses:
        if not one.end_to_end_id:
            raise ReportRefused(_("A status does not say which order it is about."))
        if one.end_to_end_id in seen:
            raise ReportRefused(
                _("The report tells of the order %(order)s twice.") % {"order": one.end_to_end_id}
            )
        seen.add(one.end_to_end_id)
