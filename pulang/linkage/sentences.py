"""The words for what intake noticed: one sentence per code, and what a person can do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUR_ROW = "Pulang: row"
OUR_REASONS = "Pulang: reasons"
"""Headings that a file of refused rows adds; reading takes them out when it comes back."""

REMARKS: dict[str, Promise] = {
    "NOBODY": _("nothing in the row says who it is about: no name, no number, no description with a place"),
    "TOO_MANY_CELLS": _("the row has more cells than the heading; a delimiter may stand inside a value"),
    "DOB_UNREADABLE": _("the birth date cannot be read"),
    "DOB_INVALID": _("the birth date does not exist in the calendar"),
    "DOB_IMPLAUSIBLE": _("the birth date lies in the future or more than 120 years back"),
    "DOB_AGE_ONLY": _("an impossible age stands where the birth date should be"),
    "DOB_DEFAULT_DAY": _("the birthday is one that offices write when the day is unknown"),
    "NIK_LENGTH": _("the NIK does not have 16 digits"),
    "NIK_SPREADSHEET": _("the NIK was turned into a number by a spreadsheet program and lost digits; ask for the column as text"),
    "NIK_LETTERS": _("the NIK has letters in place of digits (O for 0, I for 1)"),
    "NIK_PLACEHOLDER": _("the NIK is one digit repeated"),
    "NIK_NO_DIGITS": _("the NIK has no digits"),
    "NIK_REGION_UNKNOWN": _("no region has the number with which the NIK begins"),
    "NIK_DATE_INVALID": _("the NIK holds a birth date that does not exist"),
    "NIK_DOB_MISMATCH": _("NIK and birth date disagree"),
    "NIK_SEX_MISMATCH": _("NIK and sex disagree"),
    "NIK_SERIAL_ZERO": _("the NIK ends in 0000"),
    "NIK_IS_FAMILY_CARD": _("the NIK is the number of the family card"),
    "PHONE_INVALID": _("the phone number cannot be read"),
    "SEX_UNREADABLE": _("the sex cannot be read"),
    "FAMILY_CARD_FORM": _("the family card number does not have 16 digits"),
    "PASSPORT_FORM": _("the passport number has an unusual form"),
    "STATED_ON_UNREADABLE": _("the date of the row cannot be read"),
    "PLACE_TO_PICK": _("several places bear this name; one must be picked"),
    "PLACE_UNKNOWN": _("the place is not in the list of places"),
    "PLACE_VILLAGE_ALONE": _("a village without its kecamatan: not looked up by its name alone"),
    "PLACE_CODE_TO_ASK": _("the code means different places to Kemendagri and BPS; say which one the list uses"),
    "PLACE_CODE_UNKNOWN": _("the code is of no place"),
    "NAME_MISSING": _("without a name"),
    "NAME_CUT": _("the name is longer than 200 characters and was cut"),
    "NAME_WITHOUT_LETTERS": _("what stands as name has no letters"),
    "BROKEN_CHARACTERS": _("characters of the name were lost when the file was saved"),
}  # fmt: skip

ABOUT_FILE: dict[str, Promise] = {
    "MANY_COLUMNS": _(
        "The file has %(count)s columns. Those that are not recognised are kept with each row as they stand."
    ),
    "NO_HEADING": _(
        "The file has no heading; the columns are numbered. Say below what each one holds."
    ),
    "ENCODING_REPAIRED": _(
        "Some characters of the file are damaged. Ask for the list saved as UTF-8 or XLSX."
    ),
    "QUOTE_OPEN": _(
        "A quotation mark in the file is never closed; quotation marks were read as plain characters."
    ),
    "OTHER_SHEETS": _("Other sheets hold rows too: %(names)s. Each is imported on its own."),
    "FORMULAS": _(
        "The sheet has %(count)s formulas. They were not executed: the values that were saved count, or the formula's text."
    ),
}

ASIDE: dict[str, Promise] = {
    "heading": _("the heading once more"),
    "total": _("a total"),
    "note": _("a note"),
}

WHY: dict[str, Promise] = {
    "heading": _("by its heading"),
    "heading_close": _("by its heading, misspelt"),
    "heading_words": _("by words of its heading"),
    "both": _("by heading and content"),
    "content": _("by what stands in it"),
    "kept": _("as with the last file"),
    "counter": _("numbers the rows"),
    "none": _("not recognised"),
}

FIELD_NAMES: dict[str, Promise] = {
    "full_name": _("full name"),
    "first_name": _("given names"),
    "last_name": _("family name or fam"),
    "sex": _("sex"),
    "born_on": _("birth date"),
    "birthplace": _("birthplace"),
    "birthplace_and_date": _("birthplace and date in one column"),
    "nik": _("NIK"),
    "family_card": _("family card number (KK)"),
    "passport": _("passport or travel document"),
    "phone": _("phone"),
    "address": _("address"),
    "village": _("desa or kelurahan"),
    "district": _("kecamatan"),
    "regency": _("kabupaten or kota"),
    "place_code": _("code of the place"),
    "mother_name": _("mother's name"),
    "father_name": _("father's name"),
    "spouse_name": _("husband's or wife's name"),
    "stated_on": _("date of the row"),
    "external_id": _("the list's own number"),
}


def sentence(code: str) -> str:
    """Return the words for a remark on a row."""
    return str(REMARKS.get(code, code))


def about_file(code: str, facts: dict[str, object]) -> str:
    """Return the words for a remark on a file."""
    words = ABOUT_FILE.get(code)
    return str(words) % facts if words else code


def field_name(field: str) -> str:
    """Return what a field is called."""
    return str(FIELD_NAMES.get(field, field))
