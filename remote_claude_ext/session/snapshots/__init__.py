"""The workspace before and after each turn, kept beside the journal."""
