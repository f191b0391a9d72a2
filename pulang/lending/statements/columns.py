"""Which column of a bank's CSV holds what, by the headings that banks here use."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Column(StrEnum):
    """What a column holds."""

    DAY = "day"
    TEXT = "text"
    REFERENCE = "reference"
    NAME = "name"
    VIRTUAL_ACCOUNT = "virtual_account"
    DEBIT = "debit"
    CREDIT = "credit"
    AMOUNT = "amount"
    DIRECTION = "direction"
    BALANCE = "balance"
    CURRENCY = "currency"


_HEADINGS: dict[Column, str] = {
    Column.DAY: "tanggal tgl tanggaltransaksi tgltransaksi tgltrx tanggalposting tglposting date transactiondate postingdate bookingdate trxdate",
    Column.TEXT: "keterangan keterangantransaksi uraian deskripsi description details remark remarks berita narasi narration",
    Column.REFERENCE: "referensi noreferensi noref ref reference referenceno referencenumber nojurnal journalno nobukti transactionid idtransaksi trxid",
    Column.NAME: "nama namapengirim namapembayar pengirim pembayar payer payername name sender sendername",
    Column.VIRTUAL_ACCOUNT: "virtualaccount va nova nomorva novirtualaccount nomorvirtualaccount vanumber virtualaccountnumber",
    Column.DEBIT: "debit debet db mutasidebet mutasidebit withdrawal debitamount",
    Column.CREDIT: "kredit credit cr mutasikredit deposit creditamount",
    Column.AMOUNT: "jumlah amount nominal mutasi nilai",
    Column.DIRECTION: "dk dc dbcr crdb debitkredit debetkredit debitcredit jenis tipe type",
    Column.BALANCE: "saldo balance runningbalance saldoberjalan",
    Column.CURRENCY: "matauang currency ccy valuta",
}
_BY_HEADING = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_LETTERS = re.compile(r"[^a-z]")


def columns_of(row: Sequence[str]) -> dict[Column, int] | None:
    """Return where each column stands when this row is the heading of a table, else None."""
    found: dict[Column, int] = {}
    for index, cell in enumerate(row):
        column = _BY_HEADING.get(_LETTERS.sub("", cell.lower()))
        if column and column not in found:
            found[column] = index
    has_amount = Column.AMOUNT in found or {Column.DEBIT, Column.CREDIT} <= found.keys()
    return found if Column.DAY in found and has_amount else None


def is_summary(row: Sequence[str]) -> bool:
    """Tell whether a row without a day is a sum or balance and no booking."""
    words = " ".join(row).lower()
    return any(word in words for word in ("saldo", "total", "balance", "jumlah", "mutasi"))
