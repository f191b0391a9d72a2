"""Decisions about one human being, on plain values: names, NIK, birth dates, phones, search keys."""
