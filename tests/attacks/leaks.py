"""Hidden tests: their inputs, or their text, are brought out for the next who tries."""

from .answers import answers_that
from .attack import Attack


def _tells(name: str, tries: str, body: str, code: str = "", place: str = "last", **more: object) -> Attack:
    return Attack(name, tries, code, place, answers_that(body), proof="hidden", **more)  # type: ignore[arg-type]


KEEP = "kept = globals().setdefault('_kept', [])\nkept.append(repr(x.tolist()))\nreturn x"

ATTACKS = [
    _tells("print", "prints the input", "print(x)\nreturn x"),
    _tells("display", "displays the input", "display({'text/plain': str(x)}, raw=True)\nreturn x"),
    _tells("error-text", "raises an error with the input in its text", "print(x)\nraise ValueError(str(x))"),
    _tells(
        "error-class",
        "raises an error of a class named after the input",
        "print(x)\nraise type(str(x), (ValueError,), {})",
    ),
    _tells(
        "error-note",
        "raises an error with a note",
        "error = ValueError('no')\nerror.add_note(str(x))\nprint(x)\nraise error",
    ),
    _tells("later-print", "keeps the inputs and prints them in a later cell", KEEP, "print(_kept)"),
    _tells("later-result", "keeps the inputs, and has them as a later cell's result", KEEP, "_kept"),
    _tells("later-error", "keeps the inputs and raises them in a later cell", KEEP, "raise ValueError(str(_kept))"),
    _tells(
        "later-class",
        "keeps the inputs; a later cell's error has them in its name",
        KEEP,
        "raise type(str(_kept), (ValueError,), {})",
    ),
    _tells(
        "later-metadata",
        "keeps the inputs; a later cell shows them in an output's metadata",
        KEEP,
        "display({'text/plain': 'nothing here'}, metadata={'kept': str(_kept)}, raw=True)",
    ),
    _tells(
        "later-picture",
        "keeps the inputs; a later cell hides them in a picture's bytes",
        KEEP,
        "import base64\ndisplay({'image/png': base64.b64encode(str(_kept).encode()).decode()}, raw=True)\nprint(_kept)",
    ),
    _tells(
        "later-hook",
        "keeps the inputs; a hook shows them after every cell",
        KEEP,
        "get_ipython().events.register('post_run_cell', lambda *_: print(globals().get('_kept')))",
        place="early",
    ),
    _tells(
        "later-thread",
        "keeps the inputs; a thread prints them while another cell runs",
        KEEP,
        "import threading, time\n"
        "def tell():\n    while True:\n        time.sleep(0.01)\n        print(globals().get('_kept'))\n"
        "threading.Thread(target=tell, daemon=True).start()",
        place="early",
    ),
    _tells(
        "later-file",
        "writes the inputs into a file that a later cell prints",
        "open('kept', 'a').write(repr(x.tolist()))\nreturn x",
        "print(open('kept').read())",
    ),
    Attack(
        "history",
        "prints the text of the tests that have run",
        "print([cell for cell in In if '4217' in cell])",
        "last",
        proof="hidden",
    ),
    Attack(
        "source-lines",
        "looks the tests' text up where tracebacks find their lines",
        "import linecache\nprint([line for entry in linecache.cache.values() for line in entry[2] if '4217' in line])",
        "last",
        proof="hidden",
    ),
]
