"""Processes and signals: others are disturbed, or something stays behind."""

from .attack import Attack


def _kills(name: str, tries: str, code: str, **more: object) -> Attack:
    return Attack(name, tries, code, **{"place": "late", "where": "process", "proof": "trace", **more})  # type: ignore[arg-type]


def _ends(name: str, tries: str, code: str, **more: object) -> Attack:
    return Attack(name, tries, code, **{"place": "late", "where": "stock", "proof": "lost", **more})  # type: ignore[arg-type]


STUBBORN = "import signal\nfor n in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM): signal.signal(n, signal.SIG_IGN)\n"

ATTACKS = [
    _kills("kill", "kills another process", "import os\nos.kill($victim, 9)"),
    _kills("kill-everybody", "kills all that it may", "import os\nos.kill($everybody, 9)"),
    _kills("kill-the-parent", "kills the process that started it", "import os\nos.kill($parent, 9)"),
    _kills("kill-a-group", "kills another process's group", "import os\nos.killpg($victim, 9)"),
    _kills(
        "kill-by-descriptor",
        "kills by a process descriptor",
        "import os, signal\nsignal.pidfd_send_signal(os.pidfd_open($victim), 9)",
    ),
    _kills(
        "kill-by-input",
        "has the kernel send the signal when a socket of its own becomes readable",
        "import fcntl, os, socket\n"
        "near, far = socket.socketpair()\n"
        "for who in ($victim, $parent):\n"
        "    fcntl.fcntl(near, fcntl.F_SETOWN, who)\n"
        "    fcntl.fcntl(near, 10, 9)\n"  # F_SETSIG
        "    fcntl.fcntl(near, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)\n"
        "    far.send(b'x')",
    ),
    _kills("stop", "stops another process", "import os, signal\nos.kill($victim, signal.SIGSTOP)"),
    _kills(
        "renice",
        "takes the processor away from another process",
        "import os\nos.setpriority(os.PRIO_PROCESS, $victim, 19)",
        where="stock",
    ),
    _kills(
        "limit-another",
        "limits another process's files",
        "import resource\nresource.prlimit($victim, resource.RLIMIT_NOFILE, (5, 5))",
    ),
    _kills(
        "move-another",
        "moves another process to one processor",
        "import os\nos.sched_setaffinity($victim, {0})",
        where="stock",
    ),
    _kills(
        "debug-another",
        "attaches to another process as a debugger does",
        "import ctypes, os\nlibc = ctypes.CDLL(None)\n"
        "if libc.ptrace(16, $victim, 0, 0) == 0:\n"
        "    os.waitpid($victim, 0x40000000)\n    libc.ptrace(17, $victim, 0, 0)\n    print('attached', 'to it')",
        proof="shown",
        sign="attached to it",
        where="stock",
    ),
    _kills(
        "read-anothers-memory",
        "reads another process's memory",
        "import ctypes\n"
        "line = next(line for line in open('/proc/$victim/maps') if ' r' in line)\n"
        "start = int(line.split('-')[0], 16)\n"
        "into = ctypes.create_string_buffer(4)\n"
        "class Piece(ctypes.Structure): _fields_ = [('at', ctypes.c_void_p), ('size', ctypes.c_size_t)]\n"
        "mine, theirs = Piece(ctypes.addressof(into), 4), Piece(start, 4)\n"
        "libc = ctypes.CDLL(None)\n"
        "if libc.process_vm_readv($victim, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) == 4:\n"
        "    print('its first bytes', 'are', into.raw)",
        proof="shown",
        sign="its first bytes are",
        where="stock",
    ),
    _kills(
        "daemon",
        "leaves a process behind that is nobody's child",
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork():\n        os._exit(0)\n"
        "    for _ in range(100):\n        time.sleep(0.1)\n        if _ == 10: open('$trace', 'w').close()\n    os._exit(0)",
        where="stock",
    ),
    _kills(
        "daemon-by-popen",
        "starts a program in a session of its own",
        "import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 1; touch $trace; sleep 9'], start_new_session=True)",
        where="stock",
    ),
    _kills(
        "hopping-process",
        "leaves a process that has a new number every moment",
        "import os, time\nbegan = time.monotonic()\nif os.fork() == 0:\n"
        "    hops = 0\n    while time.monotonic() - began < 20:\n"
        "        if os.fork(): os._exit(0)\n        hops += 1\n"
        "        if hops == 50: open('$trace', 'w').close()\n"
        "    os._exit(0)",
        where="stock",
    ),
    _kills(
        "many-processes",
        "starts 300 processes",
        "import os, time\nchildren = []\nfor _ in range(300):\n    child = os.fork()\n"
        "    if child == 0:\n        time.sleep(2)\n        os._exit(0)\n    children.append(child)\n"
        "print('now there are', 'as many')",
        where="stock",
        proof="shown",
        sign="now there are as many",
    ),
    _kills(
        "many-threads",
        "starts 2000 threads",
        "import threading, time\nfor _ in range(2000): threading.Thread(target=time.sleep, args=(2,), daemon=True).start()\n"
        "print('all of them', 'run')",
        where="stock",
        proof="shown",
        sign="all of them run",
    ),
    _ends("exit-at-once", "ends its process", "import os\nos._exit(0)"),
    _ends("segmentation-fault", "lets its process crash", "import ctypes\nctypes.string_at(0)"),
    _ends("abort", "lets its process abort", "import os\nos.abort()"),
    _ends("kill-itself", "kills itself", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    _ends("close-everything", "closes every open file and socket", "import os\nos.closerange(3, 1000)"),
    _ends(
        "stop-itself",
        "stops itself",
        "",
        answers={"tanh_grad": "def tanh_grad(x):\n    import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)"},
    ),
    _ends(
        "sleep",
        "sleeps, and catches whatever wakes it",
        STUBBORN,
        answers={
            "tanh_grad": "def tanh_grad(x):\n    import time\n    while True:\n"
            "        try: time.sleep(1000)\n        except BaseException: pass"
        },
    ),
]
