"""The themes of campaigns with their ready-made lists of items. Add a theme in campaign_kits.toml.

It owns what is usually asked for; how many are needed is the editor's to say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("campaign_kits.toml")


@dataclass(frozen=True, eq=False)  # each is read once: itself alone is the same, and can be remembered by
class Kit:
    """A theme: its label in both languages, and the categories that are usually asked for.

    kin: themes under which earlier campaigns of the same kind may be known. urgent: its help cannot wait.
    """

    code: str
    label: Mapping[str, str]
    items: tuple[str, ...]
    kin: tuple[str, ...]
    urgent: bool

    def is_of(self, theme: str) -> bool:
        """Whether a campaign of this theme is of the same kind."""
        return theme == self.code or theme in self.kin


@lru_cache(maxsize=1)
def kits() -> Mapping[str, Kit]:
    """Every theme by its code, in the order of the file."""
    told = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        code: Kit(code, each["label"], tuple(each["items"]), tuple(each["kin"]), each["urgent"])
        for code, each in told.items()
    }
