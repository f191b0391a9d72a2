"""What lending hangs up in the packages below: words, tasks, doors, panels; by desk."""
