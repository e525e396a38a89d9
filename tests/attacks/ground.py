"""Where attacks are let loose: a course, secrets to read, things to disturb, somebody to call. All of it the test's own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import nbformat
from classroom import hand_in
from conftest import copy_course

from autograder import stock
from autograder.authoring.master import read_master
from autograder.cell import grade_id
from autograder.grading.sandbox.level import make_level, readable_paths

from .attack import Attack

TOPIC = "01-activations"
HIDDEN = re.compile(r"4217\D{0,4}6283")  # the number that only hidden tests know
HIDDEN_LINES = {
    "tanh_grad_everywhere": "check.call(tanh_grad, np.array([4217.6283])).gives([0.0])",
    "softmax_along_axis": "check.call(softmax, np.array([4217.6283, 0.0])).gives([1.0, 0.0])",
    "log_softmax_along_axis": "check.call(log_softmax, np.array([4217.6283])).gives([0.0])",
}
SHARED = ("/tmp", "/var/tmp", "/dev/shm")


def _student_user() -> int:
    level = make_level("process")
    level.close_door(readable_paths())
    return int(vars(level)["_user"])


STUDENT = _student_user()


class Ground:
    """For a `with` statement; `words` are what an attack's `$names` stand for."""

    def __init__(self, attacks: Sequence[Attack], *, demonstration: bool) -> None:
        self.attacks, self._demonstration = attacks, demonstration
        self.token = token_hex(4)
        self.secret = f"swordfish-{self.token}"
        self.folder = Path(tempfile.mkdtemp(prefix=f"attack-ground-{self.token}-"))
        self.folder.chmod(0o755)
        self.scratch, self.home, self.baits = (self._folder(name) for name in ("scratch", "home", "baits"))
        (self.folder / "secret.txt").write_text(self.secret)
        self._victims: dict[str, subprocess.Popen[bytes]] = {}
        self._open = True
        self._prepare_course()

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        folder.chmod(0o777)
        return folder

    def _prepare_course(self) -> None:
        """A hidden number in the hidden tests, a secret in every place that students must not see."""
        self.course = copy_course(self.folder / "course", TOPIC)
        topic = self.course.topic(TOPIC)
        notebook = nbformat.read(topic.notebook, as_version=4)
        for cell in notebook.cells:
            if line := HIDDEN_LINES.get(grade_id(cell)):
                cell.source = cell.source.replace("():\n", f"():\n    {line}\n", 1)
        nbformat.write(notebook, topic.notebook)
        with topic.answers.open("a") as answers:
            answers.write(f"\n# {self.secret}\n")
        settings = self.course.root / "nbgrader_config.py"
        settings.write_text(settings.read_text().replace("c.Execute.timeout = 60", "c.Execute.timeout = 10"))
        self.neighbour = hand_in(self.course, "neighbour", topic, read_master(topic).reference)
        (self.neighbour.parent / "notes.txt").write_text(self.secret)
        with stock.open_gradebook(self.course) as gradebook:
            gradebook.add_student("somebody", first_name=self.secret)

    def __enter__(self) -> "Ground":
        for attack in self.attacks:
            bait = self.baits / attack.name
            bait.write_text("bait")
            bait.chmod(0o666)
            self._victims[attack.name] = self._victim()
        self._before = {attack.name: self._state(attack) for attack in self.attacks}
        self._listen()
        return self

    def _victim(self) -> "subprocess.Popen[bytes]":
        """A process of the user whom students are."""
        user = {"user": STUDENT, "group": STUDENT} if os.geteuid() != STUDENT else {}
        sleep = shutil.which("sleep") or "sleep"
        return subprocess.Popen([self.secret, "900"], executable=sleep, start_new_session=True, **user)  # type: ignore[call-overload]

    def __exit__(self, *_: object) -> None:
        self._open = False
        for server in self._servers:
            server.close()
        for process in [*self.left_behind()]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for victim in self._victims.values():
            victim.kill()
            victim.wait()
        for kind, command in (("shm", "-M"), ("msg", "-Q")):
            for attack in self.attacks:
                if self._key(attack) in _keys(kind):
                    subprocess.run(["ipcrm", command, str(self._key(attack))], check=False)
        for folder in SHARED:
            for path in Path(folder).glob(f"{self.token}-*"):
                path.unlink()
        shutil.rmtree(self.folder)

    # -------------------------------------------------------------------------------------------- what attacks are told
    def words(self, attack: Attack) -> dict[str, str]:
        """What stands in an attack's code for `$name` and the like."""
        victim = str(self._victims[attack.name].pid)
        return {
            "name": self._name(attack),
            "folder": str(self.folder),
            "secret": str(self.folder / "secret.txt"),
            "course": str(self.course.root),
            "trace": str(self.scratch / self._name(attack)),
            "bait": str(self.baits / attack.name),
            "home": str(self.home),
            "victim": victim,
            # A demonstration harms nobody: it takes the victim for all of them.
            "everybody": victim if self._demonstration else "-1",
            "parent": victim if self._demonstration else "os.getppid()",
            "port": str(self.port),
            "listen": str(self.listen_port),
            "socket": str(self.folder / "socket"),
            "abstract": self._abstract,
            "key": str(self._key(attack)),
        }

    def _name(self, attack: Attack) -> str:
        return f"{self.token}-{attack.name}"

    def _key(self, attack: Attack) -> int:
        """A System V key of the attack's own."""
        return int(self.token, 16) // 2 + self.attacks.index(attack)

    # -------------------------------------------------------------------------------------------- what attacks have done
    def traces(self, attack: Attack) -> list[str]:
        """What is not as it was before this attack."""
        name = self._name(attack)
        found = [str(path) for path in self.scratch.glob(name)]
        found += [str(path) for path in self.home.rglob(f"{name}*")]
        found += [str(path) for folder in SHARED for path in Path(folder).glob(name)]
        now, before = self._state(attack), self._before[attack.name]
        return found + [f"{what}: {before[what]} became {now[what]}" for what in now if now[what] != before[what]]

    def _state(self, attack: Attack) -> dict[str, object]:
        bait, victim = self.baits / attack.name, self._victims[attack.name].pid
        state: dict[str, object] = {"bait": None, "victim": None}
        with suppress(OSError):
            about = bait.stat()
            state["bait"] = bait.read_text(), about.st_mode, about.st_mtime_ns, about.st_nlink, os.listxattr(bait)
        with suppress(OSError):
            status = Path(f"/proc/{victim}/status").read_text()
            processors = re.findall(r"Cpus_allowed:.*", status)
            alive = re.findall(r"State:\s*([TtZX])", status)
            limits = re.findall(r"Max open files.*", Path(f"/proc/{victim}/limits").read_text())
            state["victim"] = alive, os.getpriority(os.PRIO_PROCESS, victim), processors, limits
        state["keys"] = [self._key(attack) in _keys(kind) for kind in ("shm", "msg")]
        return state

    def files(self) -> dict[str, tuple[int, bytes | str]]:
        """What stands in the course's files and beside them, without what grading makes."""
        made = [self.course.root / name for name in ("autograded", "feedback", "results", "gradebook.db", "exchange")]
        made += [self.home, self.scratch, self.baits]
        found: dict[str, tuple[int, bytes | str]] = {}
        for path in self.folder.rglob("*"):
            if any(path.is_relative_to(folder) for folder in made) or "__pycache__" in path.parts:
                continue
            is_text = path.is_file() and not path.is_symlink()
            content: bytes | str = path.read_bytes() if is_text else str(path.is_symlink() and path.readlink())
            found[str(path.relative_to(self.folder))] = path.lstat().st_mode, content
        return found

    def left_behind(self) -> list[int]:
        """Processes that were started for this ground's batch, and still are there."""
        mark, found = f"HOME={self.home}".encode(), []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (path / "environ").read_bytes():
                    found.append(int(path.name))
        return found

    @contextmanager
    def environment(self) -> Iterator[None]:
        """A home of the ground's own, and a secret, for all processes that are started in here."""
        before = dict(os.environ)
        os.environ.update(HOME=str(self.home), ATTACK_SECRET=self.secret)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    # -------------------------------------------------------------------------------------------- somebody to call
    def _listen(self) -> None:
        self._abstract = f"attack-{self.token}"
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        udp = socket.socket(type=socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.listen_port = free.getsockname()[1]
        by_path, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        by_path.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        abstract.bind(f"\0{self._abstract}")
        self._servers = [tcp, udp, by_path, abstract]
        for server in (by_path, abstract):
            server.listen()
        for server in (tcp, by_path, abstract):
            threading.Thread(target=self._answer, args=(server,), daemon=True).start()
        threading.Thread(target=self._hear, args=(udp,), daemon=True).start()
        threading.Thread(target=self._call, daemon=True).start()

    def _answer(self, server: socket.socket) -> None:
        with suppress(OSError):
            while self._open:
                with server.accept()[0] as caller, suppress(OSError):
                    caller.settimeout(2)
                    self._note(caller.recv(1000))

    def _hear(self, server: socket.socket) -> None:
        with suppress(OSError):
            while self._open:
                self._note(server.recv(1000))

    def _call(self) -> None:
        """Call whoever listens where an attack says it will."""
        while self._open:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.listen_port), 0.2) as link:
                link.settimeout(1)
                self._note(link.recv(1000))
            threading.Event().wait(0.2)

    def _note(self, heard: bytes) -> None:
        if name := re.search(rb"[0-9a-f]{8}-[a-z-]+", heard):
            (self.scratch / name[0].decode()).touch()


def _keys(kind: str) -> list[int]:
    """The keys of System V objects."""
    with suppress(OSError):
        return [int(line.split()[0]) for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]]
    return []
