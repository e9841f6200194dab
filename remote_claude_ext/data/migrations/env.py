"""How Alembic finds our metadata and the connection that `data.migrate` opened."""

from alembic import context

from remote_claude_ext.data.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
