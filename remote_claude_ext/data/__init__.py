"""The database of gateway and hub service: SQLAlchemy Core on SQLite or PostgreSQL."""
