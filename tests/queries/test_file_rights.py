"""Who may read what the publisher writes: its own user the private side, the site's user what is published."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from queries.folders import Folders
from queries.intake import import_bundle
from queries.intake.erasing import erase
from queries.intake.retention import retain
from queries.publish import publish
from queries.publish.privacy_report import write_reports
from tests.town import Town


def test_private_files_are_their_owners_alone_and_published_ones_everybodys(town: Town, tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    shutil.copytree(town.path, tmp_path / "bundle")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    erase(town.members.member_id[0], folders, bundles=[tmp_path / "bundle"])
    publish(folders, progress=False)
    retain(folders, date(2027, 6, 1))
    write_reports(folders, 10, date(2024, 6, 1))
    private = list(folders.private.rglob("*"))
    assert {"tally.parquet", "published.parquet", "erased.parquet", "mart.duckdb", "retention.json", ".lock"} <= {
        path.name for path in private
    }
    assert [path for path in [folders.private, *private] if path.stat().st_mode & 0o077] == []
    shown = [path for path in folders.published.rglob("*") if path.is_file()]
    assert [path for path in shown if path.stat().st_mode & 0o044 != 0o044] == []
