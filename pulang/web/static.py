"""Static files: content hashes in names, compressed, served for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A file nobody collected is named plainly, so that tests and tools run before set-up."""

    manifest_strict = False
