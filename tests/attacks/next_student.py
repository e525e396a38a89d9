"""The next student: something waits for whoever is graded after."""

from .attack import Attack


def _leaves(name: str, tries: str, code: str, **more: object) -> Attack:
    return Attack(name, tries, code, **{"place": "late", "where": "process", "proof": "trace", **more})  # type: ignore[arg-type]


STARTUP = "import os\nos.makedirs('$home/{0}', exist_ok=True)\nopen('$home/{0}/${{name}}{1}', 'w').write('print(1)')"

ATTACKS = [
    _leaves("leave-in-tmp", "leaves a file in /tmp", "open('/tmp/$name', 'w').write('x')"),
    _leaves("leave-in-var-tmp", "leaves a file in /var/tmp", "open('/var/tmp/$name', 'w').write('x')"),
    _leaves("leave-in-shared-memory", "leaves a file in /dev/shm", "open('/dev/shm/$name', 'w').write('x')"),
    _leaves(
        "leave-a-segment",
        "leaves a shared memory segment for the next of the same user",
        "import ctypes\nctypes.CDLL(None).shmget($key, 4096, 0o1666)",
    ),
    _leaves(
        "leave-a-queue",
        "leaves a message queue",
        "import ctypes\nctypes.CDLL(None).msgget($key, 0o1666)",
    ),
    _leaves(
        "leave-in-the-keyring",
        "leaves a key in its user's keyring",
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "if libc.syscall(248, b'user', b'$name', b'x', 1, -4) > 0:\n"  # add_key, into the user's keyring
        "    print('the key', 'is kept')",
        proof="shown",
        sign="the key is kept",
    ),
    _leaves(
        "ipython-startup",
        "leaves a file that every later kernel of this user runs",
        STARTUP.format(".ipython/profile_default/startup", ".py"),
    ),
    _leaves(
        "user-customize",
        "leaves a module that every later Python of this user imports",
        STARTUP.format(".local/lib/python3/site-packages", ".pth"),
    ),
    _leaves("jupyter-settings", "leaves settings for Jupyter", STARTUP.format(".jupyter", ".py")),
    _leaves("matplotlib-settings", "leaves settings for later plots", STARTUP.format(".config/matplotlib", "rc")),
    _leaves("cache", "leaves a file in the cache", STARTUP.format(".cache/torch", ".so")),
]
