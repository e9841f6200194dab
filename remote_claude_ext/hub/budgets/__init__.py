"""Budgets through the web."""
