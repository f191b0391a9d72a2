"""Addresses of applying: hers, and the bank's desk."""

from django.urls import URLPattern, path

from pulang.lending.views import applying as hers
from pulang.lending.views import applying_desk as desk

_MINE, _ONE = "me/<ulid:application>/", "applications/<ulid:application>/"

patterns: list[URLPattern] = [
    path("me/", hers.my_loans, name="my_loans"),
    path("me/new/", hers.my_start, name="my_start"),
    path(_MINE, hers.my_loan, name="my_loan"),
    path(f"{_MINE}costs/", hers.my_costs, name="my_costs"),
    path(f"{_MINE}debts/", hers.my_debts, name="my_debts"),
    path(f"{_MINE}sheet/", hers.my_sheet, name="my_sheet"),
    path(f"{_MINE}sheet.pdf", hers.my_sheet_pdf, name="my_sheet_pdf"),
    path(f"{_MINE}appeal/", hers.my_appeal, name="my_appeal"),
    path(f"{_MINE}sign/", hers.my_sign, name="my_sign"),
    path(f"{_MINE}withdraw/", hers.my_withdraw, name="my_withdraw"),
    path("applications/", desk.queue, name="applications"),
    path("counter/<ulid:migration>/", desk.counter, name="counter"),
    path(_ONE, desk.show, name="application"),
    path(f"{_ONE}costs/", desk.counter_costs, name="counter_costs"),
    path(f"{_ONE}debts/", desk.counter_debts, name="counter_debts"),
    path(f"{_ONE}sheet/", desk.counter_sheet, name="counter_sheet"),
    path(f"{_ONE}sheet.pdf", desk.sheet, name="application_sheet"),
    path(f"{_ONE}propose/", desk.propose, name="propose"),
    path(f"{_ONE}decide/", desk.decide, name="decide"),
    path(f"{_ONE}back/", desk.send_back, name="send_back"),
    path(f"{_ONE}override/", desk.override, name="override"),
    path(f"{_ONE}sign/", desk.sign, name="sign"),
    path(f"{_ONE}withdraw/", desk.withdraw, name="withdraw"),
    path(f"{_ONE}signs/<ulid:flag>/", desk.clear_sign, name="clear_sign"),
]
