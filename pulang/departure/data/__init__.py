"""Lists the package starts with, each line with its source."""
