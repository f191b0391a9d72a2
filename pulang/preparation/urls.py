"""Addresses of preparation."""

from django.urls import path

from pulang.preparation.views import checking, families, papers, rules, sessions

urlpatterns = [
    path("me/", papers.me, name="me"),
    path("desk/", checking.desk, name="desk"),
    path("desk/<ulid:paper>/", checking.check, name="check"),
    path("paper/<ulid:paper>/photo/", papers.photo, name="photo"),
    path("paper/<ulid:paper>/withdraw/", papers.withdraw, name="withdraw"),
    path("rules/", rules.table, name="rules"),
    path("rules/<slug:document>/", rules.paper, name="rule"),
    path("rules/<slug:document>/ask/", rules.ask_otherwise, name="rule_new"),
    path("rules/<slug:document>/change/", rules.change_paper, name="paper_kind_new"),
    path("sessions/", sessions.listing, name="sessions"),
    path("sessions/new/", sessions.new, name="session_new"),
    path("sessions/<ulid:session>/", sessions.show, name="session"),
    path("sessions/<ulid:session>/enrol/", sessions.enrol, name="enrol"),
    path("sessions/<ulid:session>/call-off/", sessions.call_off, name="call_off"),
    path("seat/<ulid:seat>/attended/", sessions.attended, name="attended"),
    path("seat/<ulid:seat>/revoke/", sessions.revoke, name="certificate_revoke"),
    path("seat/<ulid:seat>/free/", sessions.free, name="free"),
    path("seat/<ulid:seat>/certificate/", sessions.certificate, name="certificate_pdf"),
    path("certificate/", sessions.ask, name="ask"),
    path("certificate/<str:code>/", sessions.told, name="certificate"),
    path("<ulid:migration>/hand-in/<slug:document>/", papers.hand_in, name="hand_in"),
    path("<ulid:migration>/family/", families.show, name="family"),
    path("<ulid:migration>/sheet/", papers.sheet, name="sheet"),
]
