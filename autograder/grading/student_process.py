"""The process that runs a student's cells, and answers the judge in plain data. It may lie; then it lies about numbers.

Four requests exist: `run` a cell, `get` a variable, `define` an instructor's helper, `call` a function or helper.
"""

import os
import signal
import socket
import tarfile
from typing import IO, Any

from autograder.check import Outcome, attempt, describe_error
from autograder.grading.shell import Shell
from autograder.grading.wire import Refused, pack, receive, send, unpack_for_student

LATE = "your code runs too long"
ALARM = hasattr(signal, "setitimer")  # not on Windows; there the judge ends the process


class Overtime(BaseException):
    """The student's code ran too long; no `except Exception` stops this."""


def serve(link: socket.socket, shell: Shell, home: str, files: IO[bytes] | None = None) -> None:
    """Answer requests until the judge hangs up; `files` is a tar of what lies in the folder `home`."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.chdir(home)
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "TORCHINDUCTOR_CACHE_DIR"), home))
    os.environ.update(USER="student", LOGNAME="student", PATH=os.defpath)
    if files:
        with files, tarfile.open(fileobj=files) as archive:
            archive.extractall(home, filter="data")
    if ALARM:
        signal.signal(signal.SIGALRM, _overtime)
    helpers: dict[str, Any] = {}
    while True:
        try:
            request = unpack_for_student(receive(link))
        except OSError:
            return
        seconds, verb, *details = request
        try:
            _set_alarm(seconds)
            outcome = _answer(verb, details, shell, helpers)
            _set_alarm(0)
        except (Exception, SystemExit, KeyboardInterrupt, Overtime) as error:
            outcome = Outcome(raised=describe_error(error))
        _set_alarm(0)
        send(link, _pack(outcome))


def _pack(outcome: Outcome) -> Any:
    raised = outcome.raised and vars(outcome.raised)
    try:
        return pack({"value": outcome.value, "raised": raised, "changed": outcome.changed})
    except Exception:  # an object cannot cross; the name of its class says what it was
        return pack({"object": type(outcome.value).__name__, "raised": raised, "changed": outcome.changed})


def _set_alarm(seconds: float) -> None:
    if ALARM:
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _overtime(*_: Any) -> None:
    raise Overtime(LATE)


def _answer(verb: str, details: list[Any], shell: Shell, helpers: dict[str, Any]) -> Outcome:
    names = shell.names
    match verb, details:
        case "run", [str(source)]:
            return Outcome(shell.run(source))
        case "get", [str(name)]:
            value = names[name]
            return Outcome(["a function"] if callable(value) else ("the value", value))
        case "define", [str(name), str(source)]:
            exec(compile(source, "<helper>", "exec"), names, helpers)
            return Outcome()
        case "call", [str(name), list(args), dict(kwargs)]:
            return attempt(helpers.get(name) or names[name], tuple(args), kwargs)
    raise Refused(verb)
