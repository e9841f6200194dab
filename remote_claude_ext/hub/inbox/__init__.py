"""Everything that waits for a person, of all sessions, and the answers to it."""
