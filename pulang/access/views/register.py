"""What each role may see, and what the system does with personal data: read from itself."""

from django.http import HttpResponse
from django.shortcuts import render

from pulang.access import queries
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import CLASS_WORDS, PERMISSION_WORDS, REACH_WORDS, Permission
from pulang.base.privacy import PROTECTED


def _rows() -> list[dict[str, object]]:
    return [
        {
            "role": sight.role.label,
            "reaches": [
                {"word": REACH_WORDS[reach], "sees": reach.opens_rows, "name": CLASS_WORDS[one]}
                for one, reach in sight.reaches
            ],
            "permissions": [PERMISSION_WORDS[one] for one in sight.permissions],
            "must_have_factor": sight.must_have_factor,
        }
        for sight in queries.register.sights()
    ]


def _classes() -> list[tuple[str, object]]:
    return [(str(one), CLASS_WORDS[one]) for one in sorted(PROTECTED, key=lambda c: int(c[1:]))]


@member()
def rights(request: MemberRequest) -> HttpResponse:
    """Show what each role may see and do, in words; everyone may know the rules."""
    return render(request, "access/rights.html", {"rows": _rows(), "classes": _classes()})


@member(permission=Permission.PRIVACY_DESK)
def processing(request: MemberRequest) -> HttpResponse:
    """Show the register of processing and the impact assessment."""
    shown = {"register": queries.register.register(), "rows": _rows(), "classes": _classes()}
    return render(request, "access/processing.html", shown)
