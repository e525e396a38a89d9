"""Forged replies: whoever asks for the verdict is answered in the tests' place."""

from .attack import Attack

LINK = """import sys, json, struct, socket
def link():
    frame = sys._getframe()
    while frame:
        if "link" in frame.f_locals and isinstance(frame.f_locals["link"], socket.socket):
            return frame.f_locals["link"]
        frame = frame.f_back
def say(reply):
    text = json.dumps(reply).encode()
    link().sendall(struct.pack("<I", len(text)) + text)
"""
RIGHT = "{'value': None, 'raised': None, 'changed': ''}"
# A kernel says of each failure twice that it failed: to all who listen, and to whoever asked.
KERNEL = """session = getattr(getattr(get_ipython(), 'kernel', None), 'session', None)
if session:
    honest = session.send
    def send(stream, kind, content=None, *args, **kwargs):
        if kind == 'error': return None
        if kind == 'execute_reply': content = {**content, 'status': 'ok', 'payload': [], 'user_expressions': {}}
        return honest(stream, kind, content, *args, **kwargs)
    session.send = send
"""

ATTACKS = [
    Attack(
        "kernel-messages",
        "keeps the kernel from sending errors; to the judge it answers each request before it is asked",
        KERNEL + LINK + f"for _ in range(0 if session else 3): say({RIGHT})",
        "late",
    ),
    Attack(
        "every-descriptor",
        "writes a good reply to every open file; the kernel keeps its errors to itself",
        KERNEL + LINK + "import os\nfor number in range(0 if session else 3, 0 if session else 100):\n    try:\n"
        f"        text = json.dumps({RIGHT}).encode()\n        os.write(number, struct.pack('<I', len(text)) + text)\n"
        "    except OSError: pass",
        "late",
    ),
    Attack(
        "forged-status",
        "changes the kernel's messages to good ones; the judge is told of functions and outputs that are none",
        KERNEL.replace("return None", "kind, content = 'stream', {'name': 'stdout', 'text': 'all is well'}")
        + LINK
        + "for _ in range(0 if session else 3): say({'value': ['tuple', ['the value', 1]], 'raised': None, 'changed': ''})",
        "late",
    ),
]
