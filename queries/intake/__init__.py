"""The private way in: a bundle from the platform becomes the mart, with every row accounted for.

Only the command line and the demonstration may import this package; the reading side never does.
"""

from queries.intake.importing import import_bundle
from queries.intake.report import Report

__all__ = ["Report", "import_bundle"]
