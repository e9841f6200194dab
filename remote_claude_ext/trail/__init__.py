"""What was done, by whom, and the proof that nobody has changed the record of it since."""
