"""What holds when much happens at once, and when processes die in the middle."""
