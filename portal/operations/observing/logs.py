"""The log: one JSON object a line with the request's id, and one line for a state that lasts.

No model is read here: the settings name these classes before the apps are loaded.
"""

from __future__ import annotations

import logging
import threading
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import InterfaceError, OperationalError
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that this thread answers; empty outside one."""

QUIET_SECONDS = 60.0
"""A state that was not seen for so long is over."""
PART_IS_AWAY = (OperationalError, InterfaceError, OSError)
"""Errors of a part that does not answer: one state, wherever in the code it is noticed."""

Key = tuple[object, ...]


class LogFormatter(JsonFormatter):
    """`at`, `level`, `logger`, `message`, `process`, what the call gives as `extra`, and the
    request's id where there is one.
    """

    def __init__(self, **options: Any) -> None:
        names = {"levelname": "level", "name": "logger", "process": "process"}
        wanted = "%(levelname)s %(name)s %(message)s %(process)d"
        super().__init__(wanted, rename_fields=names, timestamp="at", **options)

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        # Django adds these, which are objects and no values.
        for name in ("request", "taskName"):
            log_data.pop(name, None)
        if one := request_id.get():
            log_data.setdefault("request_id", one)


@dataclass
class _State:
    """What goes on: the first record of it, and how often and until when it came again."""

    first: logging.LogRecord
    began: float
    last: float
    again: int = 0


class LastingStateHandler(logging.StreamHandler[Any]):
    """To standard error, but a warning or error that comes again is not written again: it is
    counted, and one line tells the count once it has not come for `quiet` seconds.

    Two records are of one state if the same line of code wrote them for the same kind of error
    from the same place; an error of a part that is away is one state wherever it is met.
    """

    def __init__(self, stream: Any = None, quiet: float = QUIET_SECONDS) -> None:
        super().__init__(stream)
        self.quiet = quiet
        self._states: dict[Key, _State] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.WARNING:
            super().emit(record)
            return
        key, now = _key(record), monotonic()
        # `handle` has taken the handler's lock.
        state = self._states.get(key)
        if state is not None:
            state.again += 1
            state.last = now
            return
        self._states[key] = _State(record, now, now)
        self._look_later(key, self.quiet)
        super().emit(record)

    def _look_later(self, key: Key, seconds: float) -> None:
        timer = threading.Timer(seconds, self._look, [key])
        timer.daemon = True
        timer.start()

    def _look(self, key: Key) -> None:
        with self.lock or threading.RLock():
            state = self._states[key]
            silent = monotonic() - state.last
            if silent < self.quiet:
                self._look_later(key, self.quiet - silent)
                return
            del self._states[key]
            if state.again:
                super().emit(_end_of(state))


def _key(record: logging.LogRecord) -> Key:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, PART_IS_AWAY):
        return (type(error),)
    place: Key = (record.name, record.levelno, record.pathname, record.lineno, type(error))
    trace = error.__traceback__ if error else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return place
    return (*place, trace.tb_frame.f_code.co_filename, trace.tb_lineno)


def _end_of(state: _State) -> logging.LogRecord:
    first, seconds = state.first, round(state.last - state.began)
    told = first.getMessage()
    error = first.exc_info[1] if first.exc_info else None
    kind = f" ({type(error).__name__})" if error else ""
    end = logging.makeLogRecord(
        {
            "name": first.name,
            "levelno": logging.WARNING,
            "levelname": "WARNING",
            "msg": "Not seen again since: %s%s It came %d times more in %d seconds.",
            "args": (told, kind, state.again, seconds),
            "times": state.again + 1,
            "seconds": seconds,
        }
    )
    return end
