"""Addresses of lending, by desk."""

from pulang.lending.urls import applying, paying, servicing, showing

app_name = "lending"
urlpatterns = [
    *applying.patterns,
    *paying.patterns,
    *servicing.patterns,
    *showing.patterns,
]
