"""The book of names changes by stewards' hands; reviewers' decisions only suggest (R7.4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.people.actions.golden import rekey
from pulang.people.models import NameGroup, NameSuggestion, Person
from pulang.people.queries import dictionary
from pulang.people.rules import names
from pulang.people.rules.spelling import spelling_key
from pulang.people.terms import SuggestionState

_BATCH = 2000


class NameTaken(Refused):
    """A spelling stands in another group: it can mean one name only."""

    code = "people.name_taken"


class NotAWord(Refused):
    """A group holds single words of letters."""

    code = "people.not_a_word"


@transaction.atomic
def keep_group(
    *, canonical: str, variants: Iterable[str], by: Actor, at: datetime, is_active: bool = True
) -> NameGroup:
    """Write a group: its spellings are one name from the next version of the book on.

    Persons who bear one of the names get new search keys in the same transaction.

    Raises: NotAllowed, NotAWord, NameTaken.
    """
    require(by, Permission.DICTIONARY_WRITE)
    canonical = names.clean(canonical)
    spellings = list(dict.fromkeys(filter(None, (names.clean(word) for word in variants))))
    for word in (canonical, *spellings):
        if not spelling_key(word) or any(character.isdigit() for character in word):
            raise NotAWord(_("“%(word)s” is not a name.") % {"word": word or "-"}, word=word)
    if is_active:
        _refuse_taken(canonical, spellings)
    before = dictionary.book()
    with connection.cursor() as cursor:
        # Two stewards at once: each change gets its own version.
        cursor.execute("select pg_advisory_xact_lock(740004)")
    group, _created = NameGroup.objects.update_or_create(
        canonical=canonical,
        defaults={
            "variants": spellings,
            "is_active": is_active,
            "version": dictionary.version() + 1,
            "updated_at": at,
            "updated_by": by.membership_id,
        },
    )
    after = dictionary.book()
    words = {canonical, *spellings}
    affected = {before.canonical(word) for word in words} | {
        after.canonical(word) for word in words
    }
    _rekey_bearers(affected)
    audit.record("dictionary.changed", by=by, at=at, facts={"version": group.version})
    return group


def _refuse_taken(canonical: str, spellings: list[str]) -> None:
    own = spelling_key(canonical)
    taken = {
        spelling_key(word): group.canonical
        for group in dictionary.all_groups()
        if group.is_active and spelling_key(group.canonical) != own
        for word in (group.canonical, *group.variants)
        if not word.endswith(".")
    }
    for word in spellings:
        other = taken.get(spelling_key(word))
        if other:
            raise NameTaken(
                _("“%(word)s” stands in the group of %(other)s already.")
                % {"word": word, "other": other},
                word=word,
                other=other,
            )


def _rekey_bearers(keys: set[str]) -> None:
    ids = list(
        Person.objects.filter(search_keys__overlap=sorted(keys)).values_list("pk", flat=True)
    )
    for start in range(0, len(ids), _BATCH):
        rekey(ids[start : start + _BATCH])


@transaction.atomic
def suggest(*, one: str, other: str, by: Actor, at: datetime) -> NameSuggestion | None:
    """Put two spellings that reviewers found on one person into the queue; seen again, they count.

    Returns None when the book holds them as one name already.

    Raises: NotAllowed.
    """
    require(by, Permission.REVIEW_DECIDE)
    first, second = sorted((names.clean(one)[:60], names.clean(other)[:60]))
    book = dictionary.book()
    if not first or not second or book.canonical(first) == book.canonical(second):
        return None
    if book.is_known(second) and not book.is_known(first):
        first, second = second, first
    suggestion, created = NameSuggestion.objects.get_or_create(
        canonical=first,
        variant=second,
        defaults={"suggested_at": at, "suggested_by": by.membership_id},
    )
    if not created:
        NameSuggestion.objects.filter(pk=suggestion.pk).update(seen_count=F("seen_count") + 1)
    return suggestion


@transaction.atomic
def decide(*, key: int, accept: bool, by: Actor, at: datetime) -> NameSuggestion:
    """Accept a suggestion into the book, or decline it.

    Raises: NotAllowed, NotFound, WrongState, NameTaken.
    """
    require(by, Permission.DICTIONARY_WRITE)
    suggestion = NameSuggestion.objects.select_for_update().filter(pk=key).first()
    if suggestion is None:
        raise NotFound
    if suggestion.state != SuggestionState.OPEN:
        raise WrongState(_("This suggestion was decided before."))
    if accept:
        own = spelling_key(suggestion.canonical)
        variants: tuple[str, ...] = ()
        canonical = suggestion.canonical
        for group in dictionary.all_groups():
            spellings = {spelling_key(word) for word in (group.canonical, *group.variants)}
            if group.is_active and own in spellings:
                canonical, variants = group.canonical, group.variants
        keep_group(canonical=canonical, variants=[*variants, suggestion.variant], by=by, at=at)
    suggestion.state = SuggestionState.ACCEPTED if accept else SuggestionState.DECLINED
    suggestion.decided_at, suggestion.decided_by = at, by.membership_id
    suggestion.save()
    return suggestion


def count_names() -> int:
    """Count anew how many persons bear each name; after imports, and once a night."""
    with connection.cursor() as cursor:
        cursor.execute("select people_count_names()")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
