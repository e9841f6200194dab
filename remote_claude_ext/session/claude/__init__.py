"""Adapter to the Claude Agent SDK; the only place that imports it."""
