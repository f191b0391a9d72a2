"""Addresses of accounts, organisations, the trail and the privacy desk."""

from django.urls import path

from pulang.access.views import account, desk, emergencies, members, organisations, register, trail

app_name = "access"
urlpatterns = [
    path("me/", account.me, name="me"),
    path("me/switch/", account.switch, name="switch"),
    path("me/language/", account.language, name="language"),
    path("rights/", register.rights, name="rights"),
    path("processing/", register.processing, name="processing"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation_new"),
    path("organisations/<ulid:organisation>/", organisations.detail, name="organisation"),
    path("organisations/<ulid:organisation>/rename/", organisations.rename, name="rename"),
    path("organisations/<ulid:organisation>/close/", organisations.close, name="close"),
    path("members/", members.listing, name="members"),
    path("members/new/", members.invite, name="invite"),
    path("members/<ulid:account>/", members.detail, name="member"),
    path("members/<ulid:account>/grant/", members.grant, name="grant"),
    path("members/<ulid:account>/active/", members.active, name="active"),
    path("members/<ulid:account>/way-in/", members.way_in, name="way_in"),
    path("members/<ulid:account>/factors/", members.factors, name="factors"),
    path("roles/<ulid:membership>/end/", members.end, name="end"),
    path("trail/", trail.entries, name="trail"),
    path("trail/export/", trail.export, name="trail_export"),
    path("trail/chain/", trail.chain, name="chain"),
    path("trail/openings/", trail.openings, name="openings"),
    path("trail/history/", trail.history, name="history"),
    path("emergencies/", emergencies.listing, name="emergencies"),
    path("emergencies/open/", emergencies.open_file, name="emergency_open"),
    path("emergencies/<ulid:emergency>/", emergencies.detail, name="emergency"),
    path("emergencies/<ulid:emergency>/close/", emergencies.close, name="emergency_close"),
    path("desk/", desk.listing, name="desk"),
    path("desk/new/", desk.receive, name="desk_new"),
    path("desk/<ulid:asked>/", desk.detail, name="desk_request"),
    path("breaches/", desk.breaches, name="breaches"),
    path("breaches/new/", desk.report, name="breach_new"),
    path("breaches/<ulid:breach>/", desk.breach, name="breach"),
    path("breaches/<ulid:breach>/told/", desk.told, name="breach_told"),
    path("breaches/<ulid:breach>/letter/<slug:whom>/", desk.letter, name="breach_letter"),
]
