"""Writing addresses in one way, and masking them for a page. Pure."""

import re

_PHONE = re.compile(r"[+0-9][0-9\s().\-]{5,24}")


def normal(address: str) -> str:
    """Return the one spelling under which an address is hashed: digits with a plus, or lower case."""
    text = address.strip()
    for prefix in ("tel:", "whatsapp:"):
        text = text.removeprefix(prefix)
    if "@" in text:
        return text.lower()
    if not _PHONE.fullmatch(text):
        return text
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("08"):
        return f"+62{digits[1:]}"  # written as at home
    return f"+{digits}"  # gateways leave the plus out


def masked(address: str) -> str:
    """Return what a page may show of an address: enough to recognise, not enough to dial."""
    text = normal(address)
    if "@" in text:
        name, _at, domain = text.partition("@")
        return f"{name[:1]}•••@{domain}"
    if len(text) < 8:
        return "•••" if text else ""
    return f"{text[:3]}•••{text[-3:]}"
