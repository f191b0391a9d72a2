"""A synthetic province: people who never lived, in the agencies' own files, for learning and for judging linkage."""
