"""Switches: a user, a group, a session or everyone, frozen by an administrator."""
