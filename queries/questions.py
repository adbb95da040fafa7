"""The questions of the first page: who asks them, at which stage of a project. Add a question in questions.toml.

It owns what is asked; which numbers answer is said by each indicator (`serves`), in words by the screen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from queries.indicators import INDICATORS, Indicator

_FILE = Path(__file__).with_name("questions.toml")


@dataclass(frozen=True)
class Question:
    """One cell's question: `kind` of organisation (empty: of all), `stage` of a project, `page` that tells it in full.

    lacks: the file without which it cannot be answered; empty where an export of the contract can.
    """

    code: str
    text: Mapping[str, str]
    stage: str
    page: str
    kind: str = ""
    lacks: str = ""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that say that they serve it, in the order of the registry."""
        return tuple(each for each in INDICATORS.values() if self.code in each.serves)


@lru_cache(maxsize=1)
def questions() -> Mapping[str, Question]:
    """Every question by its code, in the order of the file."""
    told = tomllib.loads(_FILE.read_text("utf-8"))
    return {code: Question(code, **each) for code, each in told.items()}


def questions_of(kind: str, stages: Sequence[str]) -> tuple[Question, ...]:
    """Those of a kind of organisation at these stages, then everybody's, stage by stage; what can be answered first."""
    found = [
        each
        for stage in stages
        for own in (kind, "")
        for each in questions().values()
        if each.stage == stage and each.kind == own
    ]
    return tuple(sorted(found, key=lambda each: (stages.index(each.stage), bool(each.lacks))))
