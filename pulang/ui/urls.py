"""Addresses of ui."""

from django.urls import path

from pulang.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style, name="style"),
    path("progress/<int:step>/", views.style_progress, name="style_progress"),
]
