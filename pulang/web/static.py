"""Static files: content hashes in names, compressed, served for a year."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A file nobody collected is named plainly, so that tests and tools run before set-up."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Return the name with its content's hash, or the plain name before `collectstatic`."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name
