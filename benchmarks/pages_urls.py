"""The product's addresses, and beside them the bare page that is the yardstick."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from pulang.places.models import Country
from pulang.web.urls import handler500
from pulang.web.urls import urlpatterns as product

__all__ = ["handler500", "urlpatterns"]


def bare(_request: HttpRequest) -> HttpResponse:
    """Read one row and say it."""
    return HttpResponse(str(Country.objects.get(pk="MY")))


urlpatterns = [path("bare/", bare), *product]
