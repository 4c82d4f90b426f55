"""What to say, when, and when to be silent."""
