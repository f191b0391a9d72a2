"""Addresses of notices."""

from django.urls import path

from pulang.notices.views import hooks, pages

urlpatterns = [
    path("", pages.sent, name="outbox"),
    path("received/", pages.received, name="inbox"),
    path("received/<ulid:message>/open/", pages.open_unknown, name="open"),
    path("simulator/", pages.simulator, name="simulator"),
    path("simulator/<slug:key>/answer/", pages.answer, name="simulator_answer"),
    path("hooks/<slug:channel>/external/<slug:what>/", hooks.external, name="external"),
    path("hooks/<slug:channel>/signed/", hooks.signed, name="signed"),
]
