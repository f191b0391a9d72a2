"""What messages say: packages register their texts in `apps.ready`."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulang.notices.rules import safety, texts

FALLBACK = "id"


class UnsafeText(ValueError):
    """A text shows on a locked screen, or on a shared phone, what it is about."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text in each language, and its twin for a phone that others read."""

    code: str
    plain: Mapping[str, str]
    neutral: Mapping[str, str]

    def text(self, language: str, *, is_shared: bool) -> str:
        """Return the text in a language, or in Indonesian."""
        said = self.neutral if is_shared else self.plain
        return said.get(language) or said[FALLBACK]


_templates: dict[str, Template] = {}


def register(
    code: str, plain: Mapping[str, str], *, neutral: Mapping[str, str] | None = None
) -> Template:
    """Add a template. Without a neutral twin the plain text itself must be harmless to its end.

    Raises: UnsafeText, when the application starts: a mistake here can hurt somebody.
    """
    twin = neutral or plain
    for language, text in plain.items():
        if word := safety.tells(text):
            raise UnsafeText(f"{code} ({language}): a locked screen would show “{word}”")
    for language, text in twin.items():
        if word := safety.tells_anywhere(text):
            raise UnsafeText(f"{code} ({language}): a shared phone would show “{word}”")
        if not texts.holes(text) <= texts.holes(plain.get(language, plain[FALLBACK])):
            raise UnsafeText(f"{code} ({language}): the twin asks for a fact that nobody gives")
    _templates[code] = Template(code, dict(plain), dict(twin))
    return _templates[code]


def template(code: str) -> Template:
    """Return a template.

    Raises: KeyError, for a code nobody registered is a bug.
    """
    return _templates[code]
