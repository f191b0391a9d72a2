"""Reading what preparing holds: always for someone, the database decides."""
