"""Addresses of insight."""

from django.urls import path

from pulang.insight import views

app_name = "insight"

urlpatterns = [
    path("", views.figures, name="figures"),
    path("reconcile/", views.reconcile, name="reconcile"),
    path("plots/<slug:topic>.svg", views.plot, name="plot"),
    path("claims/new/", views.record, name="record"),
    path("claims/<ulid:claim>/", views.claim, name="claim"),
    path("claims/<ulid:claim>/correct/", views.correct, name="correct"),
    path("claims/<ulid:claim>/withdraw/", views.withdraw, name="withdraw"),
]
