"""Addresses of people. They carry public ids only, never a name or a number of a person."""

from django.urls import path

from pulang.people.views import consents, households, names, own_files, persons, search

urlpatterns = [
    path("", search.home, name="search"),
    path("new/", search.create, name="create"),
    path("nik/", search.explain_nik, name="explain_nik"),
    path("names/", names.book, name="names"),
    path("names/group/", names.group, name="group"),
    path("names/suggestions/<int:key>/", names.decide, name="decide"),
    path("stops/", consents.stops, name="stops"),
    path("<ulid:person>/", persons.show, name="person"),
    path("<ulid:person>/edit/", persons.edit, name="edit"),
    path("<ulid:person>/account/", own_files.tie, name="account"),
    path(
        "<ulid:person>/claims/<slug:kind>/<int:key>/withdraw/",
        persons.withdraw_claim,
        name="withdraw_claim",
    ),
    path("<ulid:person>/documents/<int:key>/open/", persons.reveal, name="reveal"),
    path("<ulid:person>/households/new/", households.found_household, name="household"),
    path(
        "<ulid:person>/households/<ulid:household>/join/",
        households.add_relative,
        name="join",
    ),
    path("<ulid:person>/members/<int:key>/", households.change_member, name="member"),
    path("<ulid:person>/consents/new/", consents.give, name="consent"),
    path(
        "<ulid:person>/consents/<ulid:consent>/withdraw/",
        consents.withdraw,
        name="withdraw_consent",
    ),
    path(
        "<ulid:person>/consents/<ulid:consent>/stopped/",
        consents.confirm_stop,
        name="confirm_stop",
    ),
]
