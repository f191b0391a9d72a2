"""Cells as written → standard columns, with a word on everything that is odd.

Rules of refusing (a refused row is kept, can be downloaded, mended and brought in again):

- a row that names nobody is refused: no name, no NIK, passport or family card that can be read, no
  phone, and not even a sex or age with a place (`Perempuan ±20 th, dari Kodi` is a person, R7.7);
- a birth date that is none (31 February, the year 2999) is set aside with a warning when something
  besides the name tells who it is: NIK, passport, family card, phone, a parent or a place. With the
  name alone the row is refused, for the date is then half of what is known;
- a row with more cells than the heading is refused: nobody knows which cell is which;
- everything else is a warning: a NIK of 15 digits stays as it was found, never repaired in silence.
"""

from pulang.linkage.standard.frames import Standard, standardise
from pulang.linkage.standard.places import Finder

__all__ = ["Finder", "Standard", "standardise"]
