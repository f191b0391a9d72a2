"""What every room of the house stands on: money, ids, clock, errors, log, privacy classes."""
