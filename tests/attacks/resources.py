"""Memory and output: more than there is room for."""

from .attack import Attack


def _takes(name: str, tries: str, code: str, sign: str = "", **more: object) -> Attack:
    shown = {"place": "late", "proof": "shown" if sign else "big", "sign": sign}
    return Attack(name, tries, code, **{**shown, **more})  # type: ignore[arg-type]


ATTACKS = [
    _takes(
        "many-children",
        "lets seven children take 500 MB each",
        "import os\nready, done = os.pipe(), os.pipe()\n"
        "for _ in range(7):\n    if os.fork() == 0:\n        x = b'x' * (500 * 2**20)\n"
        "        os.write(ready[1], b'.')\n        os.close(done[1])\n        os.read(done[0], 1)\n        os._exit(0)\n"
        "os.close(ready[1])\ncount = 0\nwhile count < 7 and (found := os.read(ready[0], 8)): count += len(found)\n"
        "import time\ntime.sleep(0.3)\nprint('seven', 'have theirs') if count == 7 else None",
        "seven have theirs",
    ),
    _takes(
        "memory-files",
        "keeps 3.6 GB in files that are nowhere",
        "import os\nfiles = []\nfor _ in range(60):\n    file = os.memfd_create('x')\n"
        "    os.posix_fallocate(file, 0, 60 * 2**20)\n    files.append(file)\n"
        "import time\ntime.sleep(0.2)\nprint('kept', 'in files')\nfor file in files: os.close(file)",
        "kept in files",
    ),
    _takes(
        "shared-memory",
        "keeps 3.6 GB in memory that its children share, whoever has touched it",
        "import mmap, os, time\nparts, children = [], []\nfor _ in range(4):\n"
        "    part = mmap.mmap(-1, 900 * 2**20)\n    part.madvise(23)\n    child = os.fork()\n"  # MADV_POPULATE_WRITE
        "    if child == 0:\n        time.sleep(3)\n        os._exit(0)\n    part.close()\n    children.append(child)\n"
        "time.sleep(0.3)\nprint('shared', 'by all')\nfor child in children: os.kill(child, 9)",
        "shared by all",
    ),
    _takes(
        "system-v-memory",
        "keeps 3.6 GB in segments that belong to no process",
        "import ctypes, time\nlibc = ctypes.CDLL(None)\nlibc.shmat.restype = ctypes.c_void_p\nsegments = []\n"
        "try:\n    for _ in range(4):\n        segment = libc.shmget(0, 900 * 2**20, 0o1600)\n        assert segment >= 0\n"
        "        segments.append(segment)\n        at = libc.shmat(segment, None, 0)\n"
        "        libc.madvise(ctypes.c_void_p(at), 900 * 2**20, 23)\n        libc.shmdt(ctypes.c_void_p(at))\n"
        "    time.sleep(0.3)\n    print('belong', 'to nobody')\n"
        "finally:\n    for segment in segments: libc.shmctl(segment, 0, None)",
        "belong to nobody",
    ),
    _takes("long-output", "prints 30 MB", "for _ in range(300): print('x' * 100_000)"),
    _takes(
        "many-displays", "shows 16,000 things", "for _ in range(16_000): display({'text/plain': 'x' * 1000}, raw=True)"
    ),
    _takes(
        "long-result",
        "has a result whose text is 30 MB",
        "class Long:\n    def __repr__(self): return 'x' * 30_000_000\nLong()",
    ),
    _takes("long-error", "raises an error with 30 MB of text", "raise ValueError('x' * 30_000_000)"),
    _takes(
        "large-picture",
        "shows a picture of 30 MB",
        "import base64, os\ndisplay({'image/png': base64.b64encode(os.urandom(22_000_000)).decode()}, raw=True)",
    ),
]
