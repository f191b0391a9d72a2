"""All addresses."""

from importlib.util import find_spec

from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from pulang.base.ids import UlidConverter
from pulang.web import views

register_converter(UlidConverter, "ulid")

urlpatterns = [
    path("", views.home, name="home"),
    path("health/", views.health, name="health"),
    path("metrics/", views.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    # An administrator changes addresses; allauth's page for it stays shut.
    path("account/email/", RedirectView.as_view(pattern_name="access:me"), name="account_email"),
    path("account/", include("allauth.urls")),
]
for _package, _prefix in {
    "access": "access/",
    "places": "places/",
    "people": "people/",
    "linkage": "registry/",
    "journey": "journey/",
    "coordination": "work/",
    "law": "law/",
    "preparation": "preparation/",
    "lending": "lending/",
    "departure": "departure/",
    "abroad": "abroad/",
    "notices": "notices/",
    "insight": "insight/",
    "ui": "ui/",
}.items():
    if find_spec(f"pulang.{_package}.urls"):
        urlpatterns.append(path(_prefix, include((f"pulang.{_package}.urls", _package))))

handler500 = "pulang.web.views.broken"
