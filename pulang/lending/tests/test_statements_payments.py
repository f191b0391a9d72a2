"""Payment orders to the bank and its answers: pain.001, pain.002, CSV."""

import csv
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulang.base.errors import Refused
from pulang.lending.iso20022 import MessageRefused
from pulang.lending.payments import (
    Account,
    Batch,
    Order,
    read,
    read_pain002,
    write_csv,
    write_pain001,
)
from pulang.lending.payments.status import ReportRefused
from pulang.lending.payments.values import OrderRefused, Outcome

NS = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
POOL = Account("Bank NTT Dana Pekerja Migran", "0101234567", "PDNTIDJ1")
CLINIC = Account("Klinik Sehat & Sejahtera", "0207654321", "BMRIIDJA")
BATCH = Batch(
    message_id="PULANG-20260202-1",
    created_at=datetime(2026, 2, 2, 9, 0, tzinfo=timezone(timedelta(hours=8))),
    executes_on=date(2026, 2, 3),
    sender=POOL,
    orders=(
        Order("TR-1", 1_020_000, CLINIC, "MCU Maria <P05>"),
        Order("TR-2", 2_150_000, replace(CLINIC, name="PT Terbang")),
    ),
)

# Elements of the message definition that we use, in the order that it demands.
ORDER_OF = {
    "Document": ["CstmrCdtTrfInitn"],
    "CstmrCdtTrfInitn": ["GrpHdr", "PmtInf"],
    "GrpHdr": ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
    "PmtInf": [
        "PmtInfId",
        "PmtMtd",
        "NbOfTxs",
        "CtrlSum",
        "ReqdExctnDt",
        "Dbtr",
        "DbtrAcct",
        "DbtrAgt",
        "CdtTrfTxInf",
    ],
    "CdtTrfTxInf": ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"],
    "PmtId": ["EndToEndId"],
    "Amt": ["InstdAmt"],
    "ReqdExctnDt": ["Dt"],
    "InitgPty": ["Nm"],
    "Dbtr": ["Nm"],
    "Cdtr": ["Nm"],
    "DbtrAcct": ["Id", "Ccy"],
    "CdtrAcct": ["Id"],
    "DbtrAgt": ["FinInstnId"],
    "CdtrAgt": ["FinInstnId"],
    "FinInstnId": ["BICFI"],
    "RmtInf": ["Ustrd"],
}


def parsed(batch=BATCH):
    return ElementTree.fromstring(write_pain001(batch))  # noqa: S314 - our own bytes


def values(tree, name):
    return [element.text for element in tree.iter(NS + name)]


def test_the_message_has_the_elements_of_the_definition_in_its_order():
    def check(element):
        name = element.tag.removeprefix(NS)
        children = [child.tag.removeprefix(NS) for child in element]
        if name in ORDER_OF:
            places = [ORDER_OF[name].index(child) for child in children]
            assert places == sorted(places), name
        for child in element:
            check(child)

    check(parsed())


def test_sums_and_counts_are_what_the_bank_compares():
    tree = parsed()

    assert values(tree, "NbOfTxs") == ["2", "2"]
    assert values(tree, "CtrlSum") == ["3170000", "3170000"]
    assert values(tree, "EndToEndId") == ["TR-1", "TR-2"]
    assert values(tree, "InstdAmt") == ["1020000", "2150000"]
    assert {one.get("Ccy") for one in tree.iter(NS + "InstdAmt")} == {"IDR"}


def test_accounts_are_numbers_without_iban():
    tree = parsed()

    numbers = [one.text for one in tree.iterfind(f".//{NS}Othr/{NS}Id")]
    assert numbers == ["0101234567", "0207654321", "0207654321"]
    assert not values(tree, "IBAN")
    assert values(tree, "BICFI") == ["PDNTIDJ1", "BMRIIDJA", "BMRIIDJA"]


def test_names_and_purposes_are_escaped():
    written = write_pain001(BATCH)

    assert b"Klinik Sehat &amp; Sejahtera" in written
    assert values(parsed(), "Ustrd") == ["MCU Maria <P05>"]


def test_the_same_batch_gives_the_same_bytes():
    assert write_pain001(BATCH) == write_pain001(replace(BATCH))


def with_order(**changed):
    return replace(BATCH, orders=(replace(BATCH.orders[0], **changed),))


@pytest.mark.parametrize(
    "batch",
    [
        replace(BATCH, orders=()),
        replace(BATCH, orders=BATCH.orders[:1] * 2),
        replace(BATCH, message_id="A" * 36),
        with_order(amount=0),
        with_order(amount=-5),
        with_order(end_to_end_id="TR 1"),
        with_order(to=replace(CLINIC, number="02-0765")),
        with_order(to=replace(CLINIC, bank="MANDIRI")),
        with_order(to=replace(CLINIC, name=" ")),
        with_order(to=replace(CLINIC, name="Klinik\x00")),
        with_order(purpose="x" * 141),
        replace(BATCH, sender=replace(POOL, number="")),
    ],
)
def test_what_no_bank_should_be_given_is_refused(batch):
    with pytest.raises(OrderRefused):
        write_pain001(batch)
    with pytest.raises(OrderRefused):
        write_csv(batch)


@given(st.text(max_size=160), st.text(max_size=160))
def test_whatever_is_written_comes_back_or_is_refused(name, purpose):
    batch = with_order(to=replace(CLINIC, name=name), purpose=purpose)
    try:
        written = write_pain001(batch)
    except OrderRefused:
        return
    tree = ElementTree.fromstring(written)  # noqa: S314 - our own bytes
    assert values(tree, "Nm")[-1] == name
    assert values(tree, "Ustrd") == ([purpose] if purpose else [])


def test_the_table_says_the_same_and_no_cell_is_a_formula():
    batch = with_order(to=replace(CLINIC, name='=cmd|" /C calc"!A0'))
    (row,) = csv.DictReader(StringIO(write_csv(batch), newline=""))

    assert (row["end_to_end_id"], row["amount"], row["account"]) == (
        "TR-1",
        "1020000",
        "0207654321",
    )
    assert row["name"].startswith("'=")


# --- what the bank answers ---


def answer(*orders, group="PART", version=10, prologue=""):
    return (
        f'<?xml version="1.0"?>{prologue}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version:02d}">'
        "<CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>PULANG-20260202-1</OrgnlMsgId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId>{''.join(orders)}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def fate(order, code, reason="", text=""):
    why = (
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>{text}</AddtlInf></StsRsnInf>"
        if reason
        else ""
    )
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{order}</OrgnlEndToEndId><TxSts>{code}</TxSts>{why}"
        "</TxInfAndSts>"
    )


PAID, REFUSED = fate("TR-1", "ACSC"), fate("TR-2", "RJCT", "AC04", "Rekening ditutup")


@pytest.mark.parametrize("version", [3, 10, 12])
def test_each_order_has_its_status_and_a_refusal_its_reason(version):
    report = read(answer(PAID, REFUSED, version=version))

    assert report.message_id == "PULANG-20260202-1"
    assert [(one.end_to_end_id, one.outcome) for one in report.statuses] == [
        ("TR-1", Outcome.PAID),
        ("TR-2", Outcome.REFUSED),
    ]
    assert (report.statuses[1].reason, report.statuses[1].text) == ("AC04", "Rekening ditutup")


def test_accepted_is_not_paid():
    report = read(answer(fate("TR-1", "ACCP"), fate("TR-2", "ACSP")))

    assert {one.outcome for one in report.statuses} == {Outcome.WAITING}


def test_a_whole_file_may_be_refused_at_once():
    report = read(answer(group="RJCT"))

    assert (report.group, report.statuses) == ("RJCT", ())


def test_the_table_of_statuses_is_read():
    report = read(
        b"message_id,end_to_end_id,status,reason,text\nM-1,TR-1,ACSC,,\nM-1,TR-2,RJCT,AC04,Ditutup\n"
    )

    assert report.message_id == "M-1"
    assert [one.outcome for one in report.statuses] == [Outcome.PAID, Outcome.REFUSED]


@pytest.mark.parametrize(
    "data",
    [
        answer(PAID, PAID),
        answer(fate("TR-1", "PAID")),
        answer(fate("", "ACSC")),
        answer(fate("TR-1", "")),
        answer(fate("TR-1", "PART")),
        answer(group=""),
        answer(PAID).replace(b"PULANG-20260202-1", b""),
        answer(PAID, version=2),
        b"",
        b"message_id,status\nM,ACSC\n",
        b"message_id,end_to_end_id,status\nM,TR-1,ACSC\nN,TR-2,ACSC\n",
        b"message_id,end_to_end_id,status\nM,TR-1,ACSC\nM,TR-1,RJCT\n",
        b"\xff\xfe",
    ],
)
def test_a_report_that_contradicts_itself_is_refused(data):
    with pytest.raises(ReportRefused):
        read(data)


@pytest.mark.parametrize(
    "prologue",
    ['<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE d [<!ENTITY a "b">]>'],
)
def test_a_report_with_entities_is_refused(prologue):
    with pytest.raises(MessageRefused):
        read(answer(fate("TR-1", "&x;"), prologue=prologue))


def test_a_payment_order_is_no_status():
    with pytest.raises(MessageRefused):
        read_pain002(write_pain001(BATCH))


@given(st.binary(max_size=200))
def test_no_bytes_are_a_bug(data):
    with suppress(Refused):
        read(data)
