"""Components and filters of every page; loaded everywhere, so no `{% load %}` is needed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from pulang.base.money import format_rupiah
from pulang.ui.menu import Block
from pulang.ui.waterfall import Step, Waterfall, draw

register = template.Library()


@register.filter
def rupiah(amount: int | None) -> str:
    """Write 1500000 as Rp1.500.000; nothing known as a dash."""
    return "–" if amount is None else format_rupiah(amount)


@cache
def _sprite() -> str:
    return str(staticfiles_storage.url("vendor/icons.svg"))


@register.simple_tag
@cache
def asset(name: str) -> str:
    """Return the address of a static file; found once, for a page names nine of them."""
    return str(staticfiles_storage.url(name))


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of icons.json; give a label only where no text stands beside it."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label,
            _sprite(),
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _sprite(), name
    )


@register.filter
def number(value: Any, digits: int | None = None) -> str:
    """Write a number as the reader's language does: 12.345,6."""
    if value is None or value == "":
        return "–"
    # Django cuts decimals off; a figure is rounded.
    shown = value if digits is None else round(value, digits)
    return number_format(shown, decimal_pos=digits, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """Write a share between 0 and 1 as a percentage, rounded."""
    if value is None:
        return "–"
    return f"{number(value * 100, digits)} %"


@register.filter
def chance(value: float) -> str:
    """Write a probability as a percentage; a machine is never quite certain."""
    if value > 0.999:
        return f"> {percent(0.999)}"
    if value < 0.001:
        return f"< {percent(0.001)}"
    return percent(value)


@register.filter
def may_stay_empty(field: BoundField) -> bool:
    """Tell whether to say "optional": not where every field is, as in a filter."""
    others = field.form.fields.values()
    return not field.field.required and any(other.required for other in others)


@register.filter
def duration(seconds: float | None) -> str:
    """Write a stretch of time in the largest fitting unit."""
    if seconds is None:
        return "–"
    whole = max(round(seconds), 0)
    if whole < 60:
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    if whole < 3600:
        return ngettext("%(n)d minute", "%(n)d minutes", whole // 60) % {"n": whole // 60}
    return gettext("%(hours)d h %(minutes)d min") % {
        "hours": whole // 3600,
        "minutes": whole % 3600 // 60,
    }


@register.filter
def moment(value: datetime | date | None) -> str:
    """Write a day, or a moment with its time of day, in East Nusa Tenggara's time."""
    if value is None:
        return "–"
    if not isinstance(value, datetime):
        return _day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{_day(local)}, {local:%H.%M}"


def _day(value: date) -> str:
    # As `date_format(value, "j M Y")`, in a tenth of its time: a list says dozens of moments.
    return f"{value.day} {str(MONTHS_3[value.month]).title()} {value.year}"


@register.simple_tag
def main_menu(blocks: Sequence[Block]) -> SafeString:
    """Draw the menu; the same doors are the same drawing, for everybody in a role on a page."""
    return _menu("ui/parts/menu.html", tuple(blocks))


@register.simple_tag
def menu_sheet(blocks: Sequence[Block]) -> SafeString:
    """Draw the menu as one sheet, for a phone: all doors open, each group under its word."""
    return _menu("ui/parts/menu_sheet.html", tuple(blocks))


@lru_cache(maxsize=1024)
def _menu(template: str, blocks: tuple[Block, ...]) -> SafeString:
    return render_to_string(template, {"menu": blocks})


@register.simple_tag
def options(pairs: Iterable[tuple[str, Any]], chosen: str = "") -> SafeString:
    """Draw the choices of a list, (value, words) each, with the chosen one marked."""
    mark, none = SafeString(" selected"), SafeString()
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark if value == chosen else none, words) for value, words in pairs),
    )


@register.inclusion_tag("ui/parts/stat.html")
def stat(label: str, value: Any, note: str = "", url: str = "") -> dict[str, Any]:
    """One figure with its name; numbers are grouped, text stays."""
    shown = number(value) if isinstance(value, int | float) else value
    return {"label": label, "value": shown, "note": note, "url": url}


@register.inclusion_tag("ui/parts/pill.html")
def pill(text: str, tone: str = "", icon: str = "") -> dict[str, Any]:
    """A state in one or two words; tone: ok, info, warn, bad or none."""
    return {"text": text, "tone": tone, "icon": icon}


@register.inclusion_tag("ui/parts/progress.html")
def progress(  # one argument per thing the card can say
    label: str,
    *,
    done: int | None = None,
    total: int | None = None,
    eta: float | None = None,
    url: str = "",
    tone: str = "",
    note: str = "",
    every: str = "1s",
) -> dict[str, Any]:
    """A job's progress, asking `url` for its successor until drawn without one.

    The view behind `url` answers the same tag (see README.md); leave `url` empty when the job ended.
    Without `total` the bar is indeterminate; `eta` is in seconds.
    """
    share = done / total if done is not None and total else None
    return {
        "label": label,
        "done": done,
        "total": total,
        "share": share,
        "eta": eta,
        "url": url,
        "tone": tone,
        "note": note,
        "every": every,
    }


@register.inclusion_tag("ui/parts/meter.html")
def meter(share: float | None, label: str, tone: str = "") -> dict[str, Any]:
    """A small bar for a share between 0 and 1, with the percentage in words beside it."""
    return {"share": share, "label": label, "tone": tone, "value": round((share or 0) * 100)}


@register.inclusion_tag("ui/parts/source.html")
def source(name: str, on: datetime | date | None = None, note: str = "") -> dict[str, Any]:
    """From which source a value is, and of when."""
    return {"name": name, "on": on, "note": note}


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the page before and after, keeping the other search words."""
    query = context["request"].GET.copy()

    def address(number_: int) -> str:
        query[name] = str(number_)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/parts/tabs.html", takes_context=True)
def tabs(context: Context, entries: Sequence[tuple[str, str]], label: str) -> dict[str, Any]:
    """Pages side by side: (label, address) each; the one whose address is asked is current."""
    request = context["request"]
    here = {request.path, request.get_full_path()}
    return {
        "label": label,
        "entries": [(text, url, url in here) for text, url in entries],
    }


@register.inclusion_tag("ui/parts/waterfall.html")
def waterfall(
    steps: Sequence[Step | Mapping[str, Any]], total_label: str = ""
) -> dict[str, Waterfall]:
    """Draw the evidence of a pair: Steps, or mappings with label, weight and note."""
    whole = [step if isinstance(step, Step) else Step(**step) for step in steps]
    return {"plot": draw(whole, total_label=total_label or gettext("Total"))}


@register.simple_block_tag(takes_context=True)
def card(context: Context, content: str, title: str = "", id: str = "") -> SafeString:  # noqa: A002
    """A padded box with a heading: `{% card title %}…{% endcard %}`."""
    head = (
        format_html('<div class="card-header"><h2>{}</h2></div>', title) if title else SafeString()
    )
    mark = format_html(' id="{}"', id) if id else SafeString()
    return format_html(
        '<section class="card"{}>{}<div class="card-body">{}</div></section>',
        mark,
        head,
        SafeString(content),
    )


@register.simple_block_tag(takes_context=True)
def alert(context: Context, content: str, tone: str = "info") -> SafeString:
    """A sentence that must not be missed; tone: info, ok, warn or bad."""
    role = "alert" if tone == "bad" else "status"
    return format_html(
        '<div class="alert tone-{}" role="{}">{}</div>', tone, role, SafeString(content)
    )


@register.simple_block_tag(takes_context=True)
def empty(context: Context, content: str, title: str, icon: str = "circle-check") -> SafeString:
    """What to say where a list has no rows: what that means and what to do next."""
    drawing = globals()["icon"](icon)
    return format_html(
        '<div class="empty">{}<h2>{}</h2>{}</div>', drawing, title, SafeString(content)
    )
