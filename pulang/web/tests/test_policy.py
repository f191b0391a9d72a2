"""What a page may load: only what comes from here, and nothing written into the page."""

from django.http import HttpRequest, HttpResponse

from pulang.web.middleware import ContentSecurityMiddleware


def _answer() -> HttpResponse:
    return ContentSecurityMiddleware(lambda _request: HttpResponse())(HttpRequest())


def test_workers_manifests_and_scripts_come_from_here_alone() -> None:
    rules = dict(
        rule.strip().split(" ", 1) for rule in _answer()["Content-Security-Policy"].split(";")
    )

    assert {rules[name] for name in ("worker-src", "manifest-src", "script-src")} == {"'self'"}
    assert "unsafe" not in str(rules)
    assert rules["img-src"] == "'self' data:"


def test_only_our_own_pages_may_ask_for_the_camera() -> None:
    features = _answer()["Permissions-Policy"]

    assert "camera=(self)" in features
    assert "microphone=()" in features
