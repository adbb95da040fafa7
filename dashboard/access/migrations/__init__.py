"""Alembic's steps of the accounts database, run by `accounts.upgrade`."""
