"""Why a file cannot be read, each in a sentence that says what to do next."""

from pulang.base.errors import Refused


class EmptyFile(Refused):
    """There is nothing in the file, or nothing but a heading."""

    code = "linkage.file_empty"


class WrongKind(Refused):
    """The content is none of the kinds that we read, whatever the name ends in."""

    code = "linkage.file_kind"


class Bomb(Refused):
    """The file would unpack to far more than it may: damaged, or made to do harm."""

    code = "linkage.file_bomb"


class TooLarge(Refused):
    """The file is larger than its kind may be."""

    code = "linkage.file_too_large"


class Encrypted(Refused):
    """The workbook is protected by a password."""

    code = "linkage.file_encrypted"


class TooManyColumns(Refused):
    """More columns than any list of persons has."""

    code = "linkage.file_columns"


class Unreadable(Refused):
    """The file says it is of a kind, but is damaged."""

    code = "linkage.file_damaged"


class NoSuchSheet(Refused):
    """The workbook has no sheet of that name."""

    code = "linkage.file_sheet"
