"""Reading ISO 20022 messages that a stranger may have written.

A message has no document type, so any is refused: without it there are no entities, hence nothing
that reads other files or unfolds a small text to a large one. Nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils.translation import gettext as _

from pulang.base.errors import Refused

MOST_BYTES = 32 << 20
MOST_ELEMENTS = 1_000_000
MOST_DEPTH = 40
_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.001\.(\d{2})")
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,5})?")


class MessageRefused(Refused):
    """The file is not a message that we read, or could do harm."""

    code = "lending.message"


@dataclass(frozen=True, slots=True)
class Message:
    """A message by its name (camt.053) and version (2), and its tree without namespaces."""

    name: str
    version: int
    root: Element


def parse(data: bytes, *, names: tuple[str, ...]) -> Message:
    """Read a message whose name is one of `names`.

    Raises: MessageRefused for anything that is too large, broken, dangerous or something else.
    """
    if len(data) > MOST_BYTES:
        raise MessageRefused(
            _("The file is larger than %(most)d MB. Ask the bank for one file a day.")
            % {"most": MOST_BYTES >> 20}
        )
    tree = _Tree()
    try:
        tree.feed(data)
    except expat.ExpatError as broken:
        raise MessageRefused(
            _("The file is not well-formed XML: it breaks off in line %(line)d.")
            % {"line": broken.lineno}
        ) from None
    except (LookupError, ValueError):  # what Python says to an encoding that expat does not know
        raise MessageRefused(
            _(
                "The file says that it is written in letters that are not known here. Save it as UTF-8."
            )
        ) from None
    found = _NAMESPACE.fullmatch(tree.namespace)
    if not found or found.group(1) not in names:
        raise MessageRefused(
            _("This is no message that is read here. Expected: %(names)s.")
            % {"names": ", ".join(names)}
        )
    return Message(found.group(1), int(found.group(2)), tree.root)


class _Tree:
    """Builds the tree and stops at the first sign of harm."""

    def __init__(self) -> None:
        self.namespace = ""
        self._builder = TreeBuilder()
        self._depth = self._count = 0

    def feed(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.Parse(data, True)
        self.root = self._builder.close()

    def _doctype(self, *_declared: object) -> None:
        raise MessageRefused(
            _("The file declares a document type. Messages of a bank have none; it is not read.")
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MOST_DEPTH or self._count > MOST_ELEMENTS:
            raise MessageRefused(_("The file is nested too deeply or has too many parts."))
        if self._depth == 1:
            self.namespace = name.rpartition(" ")[0]
        self._builder.start(self._local(name), attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(self._local(name))

    def _local(self, name: str) -> str:
        """Drop the message's own namespace; what a bank encloses from elsewhere keeps its own."""
        namespace, _space, local = name.rpartition(" ")
        return local if namespace == self.namespace else name


def text(parent: Element | None, *paths: str) -> str:
    """Return the first text that one of the paths leads to, trimmed; '' when there is none."""
    if parent is None:
        return ""
    for path in paths:
        found = parent.findtext(path)
        if found and found.strip():
            return " ".join(found.split())
    return ""


def each(parent: Element | None, path: str) -> Iterator[Element]:
    """Yield the elements at a path; none below nothing."""
    if parent is not None:
        yield from parent.iterfind(path)


def amount(element: Element | None) -> tuple[Decimal, str]:
    """Return an amount and its currency.

    Raises: MessageRefused when it is missing, negative or not a number.
    """
    written = text(element, ".") if element is not None else ""
    if element is None or not _AMOUNT.fullmatch(written):
        raise MessageRefused(
            _("“%(text)s” is no amount of a message: digits, with a point before the decimals.")
            % {"text": written[:40]}
        )
    return Decimal(written), element.get("Ccy", "")
