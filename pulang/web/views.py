"""Home, health, metrics."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pulang.access.doors import member


@member()
def home(request: HttpRequest) -> HttpResponse:
    """Show what this person must do today."""
    return render(request, "web/home.html")


def health(_request: HttpRequest) -> JsonResponse:
    """Answer whether the process and its database live."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


def metrics(_request: HttpRequest) -> HttpResponse:
    """Answer the process's figures for Prometheus; none of them is about a person."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
