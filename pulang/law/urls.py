"""Addresses of law."""

from django.urls import path

from pulang.law import views

urlpatterns = [
    path("", views.register, name="register"),
    path("values/", views.values, name="values"),
    path("values/<slug:code>/", views.value, name="value"),
    path("values/<slug:code>/new/", views.new_version, name="new_version"),
    path("values/<slug:code>/verify/", views.verify, name="verify"),
]
