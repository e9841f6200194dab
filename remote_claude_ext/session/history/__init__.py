"""What was said before, found again."""
