"""Case studies from a file: one JSON object a line. `load` does it, and says what is missing."""

from casestudies.importing.loading import go_on, load
from casestudies.importing.parsing import ImportProblems, Problem
from casestudies.importing.runs import ImportUnderWay
from casestudies.importing.schema import json_schema
from casestudies.importing.steps import Loaded, Progress, UpdatesFailed
from casestudies.importing.tasks import queue
from casestudies.importing.writing import Written

__all__ = [
    "ImportProblems",
    "ImportUnderWay",
    "Loaded",
    "Problem",
    "Progress",
    "UpdatesFailed",
    "Written",
    "go_on",
    "json_schema",
    "load",
    "queue",
]
