"""Pages of people: search, a person, her household, her consents, the book of names."""
