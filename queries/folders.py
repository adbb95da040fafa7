"""Where a deployment keeps its files, in two folders that different users may own: private and published.

It only names paths; it must not create, read or check anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The layout under `QUARTIER_DATA`. The web process reads `published` and `accounts`, never `private`."""

    data: Path

    @property
    def private(self) -> Path:
        return self.data / "private"

    @property
    def mart(self) -> Path:
        return self.private / "mart.duckdb"

    @property
    def keys(self) -> Path:
        return self.private / "keys"

    @property
    def reports(self) -> Path:
        return self.private / "reports"

    @property
    def erased(self) -> Path:
        """The pseudonyms of the members who were erased, so that an older export does not bring them back."""
        return self.private / "erased.parquet"

    @property
    def lattices(self) -> Path:
        """One frozen lattice a year, decided at the first publication for that year."""
        return self.private / "lattices"

    @property
    def own_lattice(self) -> Path:
        """Entries of the lattice that this deployment overrides; usually absent."""
        return self.private / "lattice.toml"

    @property
    def published(self) -> Path:
        return self.data / "published"

    @property
    def current(self) -> Path:
        return self.published / "CURRENT"

    @property
    def accounts(self) -> Path:
        return self.data / "accounts.sqlite"
