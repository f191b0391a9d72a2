"""The entries of a timeline: a page has dozens, so each is one piece of text and not twenty tags."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pulang.journey.queries.timeline import Entry
from pulang.ui.templatetags.ui import icon

register = template.Library()

_ENTRY = (
    '<li{}><time datetime="{}">{}</time>\n'
    '<p class="entry-title">{} {}{}</p>\n'
    '{}<p class="muted">{}{}</p></li>\n'
)
_NOTHING = SafeString()
_VOID = SafeString(' class="is-void"')


@register.simple_tag
def timeline_entries(entries: Iterable[Entry]) -> SafeString:
    """Draw the entries as items of a list."""
    said_late, correct = _("written down"), _("Correct")
    return format_html_join(
        "",
        _ENTRY,
        (
            (
                _NOTHING if entry.holds else _VOID,
                entry.exactly,
                entry.when,
                icon(entry.icon),
                _title(entry),
                _late(entry, said_late),
                format_html("<p>{}</p>\n", entry.said) if entry.said else _NOTHING,
                entry.where,
                _door(entry, correct),
            )
            for entry in entries
        ),
    )


def _title(entry: Entry) -> SafeString:
    if entry.holds:
        return format_html("<strong>{}</strong>", entry.title)
    state = _("taken back") if entry.is_void else _("corrected")
    return format_html('<s>{}</s> <span class="pill">{}</span>', entry.title, state)


def _late(entry: Entry, word: str) -> SafeString:
    if not entry.backdated:
        return _NOTHING
    return format_html(' <span class="pill tone-info">{} {}</span>', word, entry.backdated)


def _door(entry: Entry, word: str) -> SafeString:
    if not entry.correct_url:
        return _NOTHING
    return format_html(' <a class="no-print" href="{}">{}</a>', entry.correct_url, word)
