"""What Claude changed in a turn, file by file, and taking it back."""
