"""Search before create. What is typed travels in the body: no name ever stands in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.people import queries
from pulang.people.actions import persons
from pulang.people.forms import PersonForm
from pulang.people.queries.persons import in_words
from pulang.people.rules import nik

_SEARCH = Permission.PERSON_SEARCH


@member(writes=("POST",), permission=_SEARCH)
def home(request: MemberRequest) -> HttpResponse:
    """Show the search field, and who was found for what was typed."""
    typed = request.POST.get("q", "").strip()[:200]
    hits = queries.search.search(request.actor, typed, today=today()) if typed else []
    page = "people/parts/hits.html" if _is_fragment(request) else "people/search.html"
    return render(
        request,
        page,
        {"typed": typed, "hits": hits, "may_write": request.actor.may(Permission.PERSON_WRITE)},
    )


@member(writes=("POST",), permission=Permission.PERSON_WRITE)
def create(request: MemberRequest) -> HttpResponse:
    """Enter a person, after showing who may be the same one."""
    day = today()
    if request.method != "POST" or "from_search" in request.POST:
        form = PersonForm(initial=_from_words(request), today=day)
        return render(request, "people/create.html", {"form": form})
    form = PersonForm(request.POST, today=day)
    likely: list[queries.search.Hit] = []
    if form.is_valid():
        likely = [] if "is_another" in request.POST else _likely(request, form)
        if not likely:
            try:
                person = persons.create(draft=form.draft(), by=request.actor, at=now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect(person)
    context = {"form": form, "likely": likely, "nik_reading": _nik(request)}
    return render(request, "people/create.html", context, status=422)


@member(writes=("POST",), permission=Permission.PERSON_WRITE)
def explain_nik(request: MemberRequest) -> HttpResponse:
    """Explain the NIK that is being typed: region, birth date, sex, and what is odd."""
    return render(request, "people/parts/nik.html", {"nik_reading": _nik(request)})


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _from_words(request: MemberRequest) -> dict[str, object]:
    """Put what was typed into the search field where it belongs in the form."""
    typed = request.POST.get("q", "").strip()[:200]
    if not typed:
        return {}
    terms = queries.search.read_query(typed, today=today())
    words = [word for word in typed.split() if not any(letter.isdigit() for letter in word)]
    return {
        "full_name": " ".join(words),
        "nik": terms.nik,
        "phone": terms.phones[0] if terms.phones else "",
        "birth": terms.born_on[0].strftime("%d-%m-%Y") if terms.born_on else terms.birth_year or "",
    }


def _likely(request: MemberRequest, form: PersonForm) -> list[queries.search.Hit]:
    hits = queries.search.search(request.actor, form.terms(), limit=5, today=today())
    return [hit for hit in hits if hit.is_likely_same]


def _nik(request: MemberRequest) -> dict[str, object] | None:
    text = request.POST.get("nik", "").strip()[:40]
    if not text:
        return None
    reading = nik.parse(text, sex=request.POST.get("sex", ""), today=today())
    places = queries.places.labels([reading.regency] if reading.regency else [])
    return {
        "reading": reading,
        "regency": places.get(reading.regency, ""),
        "sex": {"F": _("a woman"), "M": _("a man")}.get(reading.sex, ""),
        "remarks": in_words(reading.findings),
    }
