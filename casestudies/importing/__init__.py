"""Case studies from a file: one JSON object a line. `load` does it, and says what is missing."""

from casestudies.importing.parsing import ImportProblems, Problem
from casestudies.importing.schema import json_schema
from casestudies.importing.writing import Loaded, Written, load

__all__ = ["ImportProblems", "Loaded", "Problem", "Written", "json_schema", "load"]
