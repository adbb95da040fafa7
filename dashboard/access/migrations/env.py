"""Alembic's entry: runs the steps on the connection it is given. It must not open one of its own."""

from alembic import context

from dashboard.access.accounts import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
