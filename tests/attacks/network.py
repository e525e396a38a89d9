"""The network: somebody outside is told, or asked."""

from .attack import Attack


def _calls(name: str, tries: str, code: str) -> Attack:
    return Attack(name, tries, f"import socket\n{code}", "late", where="process", proof="trace")


ATTACKS = [
    _calls(
        "connect", "sends to a port of the machine", "socket.create_connection(('127.0.0.1', $port), 1).send(b'$name')"
    ),
    _calls(
        "datagram",
        "sends a datagram, as a name server is asked",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'$name', ('127.0.0.1', $port))",
    ),
    _calls(
        "unix-socket",
        "connects to a socket file, as Docker's is one",
        "link = socket.socket(socket.AF_UNIX)\nlink.connect('$socket')\nlink.send(b'$name')",
    ),
    _calls(
        "abstract-socket",
        "connects to a socket that has no file",
        "link = socket.socket(socket.AF_UNIX)\nlink.connect('\\0$abstract')\nlink.send(b'$name')",
    ),
    _calls(
        "listen",
        "waits for callers",
        "server = socket.create_server(('127.0.0.1', $listen))\nserver.settimeout(2)\nserver.accept()[0].send(b'$name')",
    ),
    _calls(
        "http",
        "asks a web server",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:$port/$name', timeout=1)",
    ),
    _calls(
        "curl-by-another-program",
        "lets another program connect",
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-S', '-c', "
        '\'import socket; socket.create_connection(("127.0.0.1", $port), 1).send(b"$name")\'], timeout=9)',
    ),
]
