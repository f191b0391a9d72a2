"""The list of migrations, a new one, describing one."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.journey.actions import migrations
from pulang.journey.forms import MigrationForm, OpenForm, moment_of
from pulang.journey.models import Migration
from pulang.journey.queries import listing as reading
from pulang.journey.queries.migrations import migration_for
from pulang.journey.terms import Scheme, Stage
from pulang.people.queries import person_for
from pulang.people.queries.places import labels

ROWS = 30


@member(writes=("POST",))
def listing(request: MemberRequest) -> HttpResponse:
    """Show the migrations this person may see, filtered; a name is posted, so no address keeps it."""
    asked = request.GET
    wanted = reading.Wanted(
        who=request.POST.get("who", "").strip()[:120],
        stage=asked.get("stage", ""),
        scheme=asked.get("scheme", ""),
        destination=asked.get("destination", "")[:2],
        halted=asked.get("halted") == "1",
        with_ended=asked.get("ended") == "1",
    )
    page = Paginator(reading.of(request.actor, wanted), ROWS).get_page(asked.get("page", "1"))
    counts = reading.by_stage(request.actor)
    context = {
        "page": page,
        "wanted": wanted,
        "stages": [(stage, counts.get(stage, 0)) for stage in Stage],
        "schemes": Scheme.choices,
        "destinations": reading.destinations(),
        "rows": _rows(page.object_list),
        "may_search": request.actor.may(Permission.PERSON_SEARCH),
    }
    return render(request, "journey/migrations.html", context)


def _rows(migrations: Iterable[Migration]) -> list[tuple[Migration, str]]:
    shown = list(migrations)
    places = labels(one.place_code for one in shown)
    return [(one, places.get(one.place_code, "")) for one in shown]


@member(writes=("POST",), permission=Permission.MIGRATION_WRITE)
def new(request: MemberRequest, person: str) -> HttpResponse:
    """Open the file of a migration."""
    found = person_for(request.actor, person)
    if request.method != "POST":
        return render(request, "journey/new.html", {"form": OpenForm(), "person": found})
    form, at = OpenForm(request.POST), now()
    if form.is_valid():
        said = dict(form.cleaned_data)
        happened = moment_of(said.pop("occurred_on"), at=at)
        stage = Stage(said.pop("stage"))
        try:
            made = migrations.open(
                person=found, by=request.actor, at=at, stage=stage, occurred_at=happened, **said
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The file is open. Below stands what comes next."))
            return redirect(made)
    return render(request, "journey/new.html", {"form": form, "person": found}, status=422)


@member(writes=("POST",), permission=Permission.MIGRATION_WRITE)
def edit(request: MemberRequest, migration: str) -> HttpResponse:
    """Describe a migration better."""
    found = migration_for(request.actor, migration)
    if request.method != "POST":
        form = MigrationForm(
            initial={
                "destination": found.destination_id,
                "occupation": found.occupation,
                "scheme": found.scheme,
                "procedural_status": found.procedural_status,
            }
        )
        return render(request, "journey/edit.html", {"form": form, "migration": found})
    form = MigrationForm(request.POST)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            migrations.change(migration=found, by=request.actor, at=now(), **said)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(found)
    return render(request, "journey/edit.html", {"form": form, "migration": found}, status=422)
