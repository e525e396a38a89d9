"""The file system: what is to stay secret is read, what is to stay is changed."""

from .attack import Attack

READ = "print(open('{}', errors='replace').read())"
GREP = """text = open('$course/source/01-activations/{}').read()
print([line for line in text.splitlines() if '4217' in line or 'swordfish' in line])"""


def _reads(name: str, tries: str, code: str, **more: object) -> Attack:
    return Attack(name, tries, code, **{"place": "late", "where": "process", "proof": "secret", **more})  # type: ignore[arg-type]


def _changes(name: str, tries: str, code: str, **more: object) -> Attack:
    return Attack(name, tries, code, **{"place": "late", "where": "process", "proof": "trace", **more})  # type: ignore[arg-type]


ATTACKS = [
    _reads("read-hidden-tests", "prints the hidden tests", GREP.format("activations.ipynb"), proof="hidden"),
    _reads("read-answer-bank", "prints the answer bank", GREP.format("answers.py")),
    _reads(
        "read-a-neighbour",
        "prints another student's submission",
        READ.format("$course/submitted/neighbour/01-activations/notes.txt"),
    ),
    _reads("read-a-file", "prints a file by its full path", READ.format("$secret")),
    _reads(
        "read-through-a-link",
        "reads by a link in its own folder",
        "import os\nos.symlink('$secret', 'mine.txt')\nprint(open('mine.txt').read())",
    ),
    _reads(
        "read-through-a-linked-folder",
        "reads below a linked folder",
        "import os\nos.symlink('$folder', 'mine')\nprint(open('mine/secret.txt').read())",
    ),
    _reads("read-through-proc-root", "reads by the root that /proc shows", READ.format("/proc/self/root$secret")),
    _reads(
        "read-through-a-descriptor",
        "opens the folder first, and the file relative to it",
        "import os\nfolder = os.open('$folder', os.O_PATH)\n"
        "print(os.read(os.open('secret.txt', os.O_RDONLY, dir_fd=folder), 1000))",
    ),
    _reads(
        "read-with-cat",
        "lets another program read",
        "import subprocess\nprint(subprocess.run(['cat', '$secret'], capture_output=True, text=True).stdout)",
    ),
    _reads("read-with-the-shell", "reads with IPython's !", "!cat $secret"),
    _reads(
        "read-as-a-mapping",
        "maps the file into memory",
        "import numpy\nprint(bytes(numpy.memmap('$secret', mode='r')))",
    ),
    _reads(
        "read-command-lines",
        "prints the command lines of all processes",
        "import glob\nfor path in glob.glob('/proc/[0-9]*/cmdline'):\n"
        "    try:\n        print(open(path).read())\n    except OSError:\n        pass",
    ),
    _reads(
        "read-the-environment",
        "prints the environment, its own and its parent's",
        "import os\nprint(dict(os.environ))\nprint(open('/proc/self/environ').read())\n"
        "print(open(f'/proc/{os.getppid()}/environ').read())",
        where="stock",
    ),
    _reads(
        "read-the-gradebook",
        "reads the names in the gradebook",
        "import sqlite3\nfor line in sqlite3.connect('$course/gradebook.db').iterdump():\n    if 'swordfish' in line: print(line)",
        where="stock",
    ),
    _changes(
        "write-the-gradebook",
        "adds to the gradebook",
        "import sqlite3\nbook = sqlite3.connect('$course/gradebook.db', timeout=30)\n"
        "book.execute('create table attacked (x)')\nbook.commit()\nopen('$trace', 'w').close()",
        where="stock",
    ),
    _changes("write-a-file", "writes a new file", "open('$trace', 'w').write('x')"),
    _changes("overwrite-a-file", "empties a file", "open('$bait', 'w').close()"),
    _changes("append-to-a-file", "adds to a file", "open('$bait', 'a').write('x')"),
    _changes("truncate-a-file", "cuts a file off", "import os\nos.truncate('$bait', 1)"),
    _changes("delete-a-file", "deletes a file", "import os\nos.unlink('$bait')"),
    _changes("rename-a-file", "moves a file", "import os\nos.rename('$bait', '$trace')"),
    _changes(
        "swap-a-file",
        "puts its own file in the place of another",
        "import os\nopen('own', 'w').write('x')\nos.replace('own', '$bait')",
    ),
    _changes("make-a-folder", "makes a folder", "import os\nos.mkdir('$trace')"),
    _changes("make-a-link", "leaves a link", "import os\nos.symlink('/etc', '$trace')"),
    _changes("make-a-hard-link", "gives a file a second name", "import os\nos.link('$bait', '$trace')"),
    _changes("make-a-pipe", "leaves a named pipe", "import os\nos.mkfifo('$trace')"),
    _changes("make-a-socket-file", "leaves a socket", "import socket\nsocket.socket(socket.AF_UNIX).bind('$trace')"),
    _changes("change-mode", "takes everybody's rights to a file away", "import os\nos.chmod('$bait', 0)"),
    _changes("change-times", "changes the date of a file", "import os\nos.utime('$bait', (1, 1))"),
    _changes("change-attributes", "sets an extended attribute", "import os\nos.setxattr('$bait', 'user.attack', b'x')"),
    _changes(
        "fill-its-folder",
        "writes 600 MB into its own folder",
        "import os\nfor n in range(10):\n    with open(f'filler{n}', 'wb') as file:\n"
        "        os.posix_fallocate(file.fileno(), 0, 60 * 2**20)\nprint('all of it', 'was written')\n"
        "for n in range(10): os.unlink(f'filler{n}')",
        proof="shown",
        sign="all of it was written",
        levels=("namespaces",),
    ),
]
