"""The hub-side service: the sessions API."""
