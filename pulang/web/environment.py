"""Typed readers of the environment: a bad value is refused loudly, at start."""

import os


class BadSetting(ValueError):
    """A setting has a value that cannot be meant."""


def text(name: str, default: str = "") -> str:
    """Return the variable as it stands."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """Read yes/no."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r}: expected yes or no")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Read a whole number of at least `least`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit() or int(value) < least:
        raise BadSetting(f"{name}={value!r}: expected a whole number of at least {least}")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Read a list separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]
