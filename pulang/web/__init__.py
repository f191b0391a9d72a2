"""The only place that knows all: settings, URLs, command line, home, health, demo data."""
