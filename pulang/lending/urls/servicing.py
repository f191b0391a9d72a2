"""Addresses of servicing."""

from django.urls import URLPattern, path

from pulang.lending.views import servicing as views

_ONE = "hardship/<ulid:loan>/"

patterns: list[URLPattern] = [
    path("late/", views.arrears, name="arrears"),
    path("hardship/", views.proposals, name="proposals"),
    path(_ONE, views.show, name="hardship"),
    path(f"{_ONE}begin/", views.begin, name="begin"),
    path(f"{_ONE}propose/<slug:kind>/", views.propose, name="propose_step"),
    path("proposals/<ulid:proposal>/confirm/", views.confirm, name="confirm_step"),
    path("proposals/<ulid:proposal>/decline/", views.decline, name="decline_step"),
    path("claims/<ulid:claim>/paid/", views.claim_paid, name="claim_paid"),
    path("claims/<ulid:claim>/refused/", views.claim_refused, name="claim_refused"),
    path("days/", views.days, name="days"),
    path("days/<ulid:pool>/close/", views.close, name="close_days"),
]
