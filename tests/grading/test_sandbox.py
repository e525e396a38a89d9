"""What a student's process can see and do, at each level of isolation, as root and as a plain user."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from another_user import another_user

from autograder.errors import CourseError
from autograder.grading.judge_process import Cell, Student
from autograder.grading.sandbox import level as levels
from autograder.grading.sandbox.level import choose_level, readable_paths, why_not
from autograder.grading.students import make_students
from autograder.grading.zygote import Zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can shut a process in")
SHUT_IN = ("namespaces", "landlock")


@pytest.fixture(scope="module", params=SHUT_IN)
def zygote(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    """A warm process of each level that works here."""
    if reason := why_not(request.param):
        pytest.skip(f"{request.param}: {reason}")
    with Zygote(request.param) as process:
        yield process


def run(zygote: Zygote, *cells: str, seconds: float = 20.0) -> str:
    """What the last of these cells prints, or the name of its error, in a student's process of their own."""
    student = Student(zygote, None)
    try:
        shown = [student.run(Cell("", "student", cell), seconds).outputs for cell in cells][-1]
    finally:
        student.end()
    return "".join(str(output.get("text") or output.get("ename") or "") for output in shown).strip()


def outcome_of(line: str) -> str:
    """A cell that prints `line`'s value, or the class of the error it meets."""
    return f"try:\n    print({line})\nexcept BaseException as error:\n    print(type(error).__name__)"


def test_there_is_no_network(zygote: Zygote) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        reach = f"__import__('socket').create_connection(('127.0.0.1', {port}), 2)"
        assert run(zygote, outcome_of(reach)) in ("OSError", "PermissionError", "ConnectionRefusedError")


def test_a_socket_of_this_machine_cannot_be_reached(zygote: Zygote, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        cell = f"import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect({str(tmp_path / 's')!r})\nprint('in')"
        assert run(zygote, cell) in ("PermissionError", "FileNotFoundError")


def test_the_course_and_other_files_cannot_be_seen(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hidden")
    for path in (tmp_path / "secret", Path(__file__), Path(__file__).parents[2] / "source"):
        opened = f"__import__('os').listdir({str(path)!r}) if {path.is_dir()} else open({str(path)!r}).read()"
        assert run(zygote, outcome_of(opened)) in ("PermissionError", "FileNotFoundError")


def test_no_other_process_can_be_seen_or_stopped(zygote: Zygote) -> None:
    me = os.getpid()
    assert run(zygote, outcome_of(f"open('/proc/{me}/environ').read()")) in ("PermissionError", "FileNotFoundError")
    assert run(zygote, outcome_of(f"__import__('os').kill({me}, 0)")) in ("PermissionError", "ProcessLookupError")


def test_the_system_is_read_only_and_the_home_is_its_own(zygote: Zygote) -> None:
    assert run(zygote, outcome_of("open('/usr/lib/mine', 'w')")) in ("OSError", "PermissionError")
    assert run(zygote, outcome_of(f"open({os.devnull!r}, 'w').write('x')")) == "1"
    assert run(
        zygote, "open('mine', 'w').write('x')", "import os\nprint(os.listdir(), os.path.expanduser('~') == os.getcwd())"
    ) == ("['mine'] True")
    assert run(zygote, "import os\nprint(os.listdir())") == "[]"


def test_the_environment_tells_nothing(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_PASSWORD", "secret")
    assert "PASSWORD" not in run(zygote, "import os\nprint(sorted(os.environ))")


def test_there_are_no_capabilities_and_no_way_to_new_ones(zygote: Zygote) -> None:
    status = run(zygote, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert {int(fields[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} <= (
        {0} if os.geteuid() == 0 else {0, int(fields["CapBnd"], 16)}
    )
    assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")


@pytest.mark.parametrize(
    "call", ["unshare(0x10000000)", "ptrace(0, 0, 0, 0)", "mount(b'none', b'/', b'tmpfs', 0, None)"]
)
def test_system_calls_that_no_notebook_needs_are_refused(zygote: Zygote, call: str) -> None:
    cell = f"import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint(libc.{call}, ctypes.get_errno())"
    assert run(zygote, cell) == "-1 1"


def test_too_much_memory_is_an_error_of_the_cell(zygote: Zygote) -> None:
    assert run(zygote, "hoard = bytearray(8 * 2**30)") == "MemoryError"


def test_too_much_memory_in_many_processes_ends_them_all(zygote: Zygote) -> None:
    hoard = (
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n"
        "        hoard = bytearray(b'x') * (1500 * 2**20)\n        time.sleep(60)\ntime.sleep(60)"
    )
    student = Student(zygote, None)
    ran = student.run(Cell("", "student", hoard), 50)
    student.end()
    assert "used more than 3 GB" in str(ran.outputs)


def test_files_and_processes_are_limited(zygote: Zygote) -> None:
    assert run(zygote, outcome_of("open('big', 'wb').truncate(2**30)")) in ("OSError", "None")
    bomb = (
        "import os, time\nn = 0\ntry:\n    while n < 500:\n        if os.fork() == 0:\n            time.sleep(30)\n"
        "            os._exit(0)\n        n += 1\nexcept OSError:\n    pass\nprint(n < 500)"
    )
    assert run(zygote, bomb) in ("True", "ProcessLost")


def test_when_a_notebook_ends_all_it_started_is_gone(zygote: Zygote) -> None:
    mark = f"leftover-{time.time_ns()}"
    daemon = (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        f"        os.execv('/bin/sh', ['/bin/sh', '-c', 'sleep 60', '{mark}'])\n    os._exit(0)\ntime.sleep(0.5)"
    )
    run(zygote, daemon)
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if os.access(path, os.R_OK)]
    assert not any(mark.encode() in command for command in commands)
    assert run(zygote, "print('next')") == "next"


@pytest.mark.parametrize("who", ["os.getpid()", "os.getppid()", "0", "-1"])
def test_a_signal_stops_nothing_but_its_own_notebook(zygote: Zygote, who: str) -> None:
    run(zygote, f"import os, signal\nos.kill({who}, signal.SIGKILL)")
    assert run(zygote, "print('next')") == "next"


# ------------------------------------------------------------------------------------------------ which level
def test_the_best_level_that_works_is_chosen() -> None:
    working = [name for name in SHUT_IN if not why_not(name)]
    if not working:
        pytest.skip("no level works here")
    assert choose_level() == working[0]
    assert choose_level(working[-1]) == working[-1]


def test_no_isolation_has_to_be_asked_for() -> None:
    with pytest.raises(CourseError, match="isolation process is none"):
        choose_level("process")
    assert choose_level("process", trusted=True) == "process"
    with pytest.raises(CourseError, match="there is no such level"):
        choose_level("wall")


def test_elsewhere_than_on_linux_submissions_have_to_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels.sys, "platform", "darwin")
    with pytest.raises(CourseError, match="needs Linux, this is darwin"):
        choose_level()
    assert choose_level(trusted=True) == "process"
    students = make_students("process")
    students.close()
    assert type(students).__name__ == "Spawned"


def test_what_a_student_may_read_holds_no_course() -> None:
    course = Path(__file__).resolve().parents[2]
    inside = [Path(path) for path in readable_paths() if Path(path).is_relative_to(course)]
    assert all(path.is_relative_to(course / "autograder" / "check") or ".venv" in path.parts for path in inside)


def test_all_this_holds_for_a_plain_user_too() -> None:
    with tempfile.TemporaryDirectory() as folder:
        another_user(Path(folder)).run_tests(
            "grading/test_sandbox.py", "-k", "not test_all_this_holds_for_a_plain_user_too"
        )
