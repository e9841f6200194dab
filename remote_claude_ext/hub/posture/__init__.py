"""How closed sessions are, by what each found when it started."""
