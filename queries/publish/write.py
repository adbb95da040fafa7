"""How a snapshot reaches the disk: staged, synced, sealed by a manifest of sha256, and the pointer replaced last.

It knows nothing of what it writes; a process killed at any moment leaves the old snapshot live and whole.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from queries.durable import PUBLISHED, sha256, sync, write_atomically
from queries.folders import Folders


def seal(content: dict[str, Any]) -> bytes:
    """A manifest that carries its own sha256, so that a flipped bit in it is noticed too."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "content": content}, indent=1,
                      sort_keys=True, ensure_ascii=False).encode()  # fmt: skip


def publish_folder(folders: Folders, staged: Path, snapshot_id: str, content: dict[str, Any]) -> Path:
    """Seal a staged folder, give it its name, and only then let CURRENT point to it."""
    names = sorted(path.name for path in staged.iterdir())
    content["files"] = {name: sha256(staged / name) for name in names}
    content["id"] = snapshot_id
    (staged / "manifest.json").write_bytes(seal(content))
    for path in staged.iterdir():
        sync(path)
    sync(staged)
    final = folders.published / snapshot_id
    staged.rename(final)
    sync(folders.published)
    write_atomically(folders.current, snapshot_id.encode(), PUBLISHED)
    return final


def remove_leftovers(folders: Folders, keep: int = 5) -> None:
    """Delete stages that a killed publication left, and all but the newest snapshots and the live one."""
    if not folders.published.exists():
        return
    for path in folders.published.glob(".staging-*"):
        shutil.rmtree(path, ignore_errors=True)
    live = folders.current.read_text().strip() if folders.current.exists() else ""
    old = sorted(path for path in folders.published.iterdir() if path.is_dir() and not path.name.startswith("."))
    for path in old[:-keep]:
        if path.name != live:
            shutil.rmtree(path, ignore_errors=True)
