"""What one publication did, in numbers that are safe to print and to keep. It computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Merges and withheld places that the printed report names; the stored one names all.
NAMED = 5


@dataclass(frozen=True)
class PublishReport:
    """What one publication did.

    clipped_share: by kind of period, the share of posts that clipping leaves out of the totals; waiting: posts that
    wait for a revision, rounded up; content: sha256 of the published cells.
    """

    snapshot: str
    seconds: float
    cells: int
    shown: int
    clipped_share: dict[str, float]
    places: dict[str, int] = field(default_factory=dict)  # by level
    merges: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    waiting: int = 0
    content: str = ""

    def text(self) -> str:
        """The report as a person reads it."""
        levels = ", ".join(f"{number} {level.replace('_', ' ')}" for level, number in self.places.items())
        clipped = ", ".join(f"{share:.0%} a {kind}" for kind, share in self.clipped_share.items())
        lines = [
            f"Published snapshot {self.snapshot} in {self.seconds:.0f} s.",
            f"  places    {levels}",
            f"  cells     {self.cells:,} declared, {self.shown:,} shown, the rest below threshold",
            f"  content   sha256 {self.content}",
            f"  clipping  leaves out, of all posts: {clipped} (what households post beyond the limit)",
        ]
        if self.waiting:
            lines.append(f"  waiting   up to {self.waiting} posts of published months wait for a revision")
        for name, found in (("merged", self.merges), ("withheld", self.withheld)):
            lines += [f"  {name:<9} {text}" for text in found[:NAMED]]
            if len(found) > NAMED:
                lines.append(f"  {'':<9} and {len(found) - NAMED} more, all named in the report")
        return "\n".join(lines)
