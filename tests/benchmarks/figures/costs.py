"""What a piece of work costs: statements sent to the database, and time of the processor.

`statements` is all that is sent, as Django's own log counts it but for COMMIT; `queries` leaves out
what opens and closes transactions and savepoints.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

CONTROLS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass
class Statements:
    """What was sent, in order. What opens and closes a transaction is kept apart."""

    queries: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        into = self.controls if sql.lstrip().upper().startswith(CONTROLS) else self.queries
        into.append(sql)
        return execute(sql, *rest)


@dataclass
class Cost:
    """The cost of one piece of work, filled in when it is done. Times are in milliseconds."""

    statements: Statements = field(default_factory=Statements)
    processor_ms: float = 0.0
    wall_ms: float = 0.0

    def as_dict(self) -> dict[str, float]:
        queries = self.statements.queries
        return {
            "statements": len(queries) + len(self.statements.controls),
            "queries": len(queries),
            "distinct": len(set(queries)),
            "joins": sum(" JOIN " in sql for sql in queries),
            "processor_ms": self.processor_ms,
            "wall_ms": self.wall_ms,
        }


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what is done inside. Django's own log of queries would cost as much as it counts."""
    cost = Cost()
    gc.collect()
    with connection.execute_wrapper(cost.statements):
        wall, processor = time.perf_counter(), time.process_time()
        yield cost
        cost.processor_ms = 1000 * (time.process_time() - processor)
        cost.wall_ms = 1000 * (time.perf_counter() - wall)
