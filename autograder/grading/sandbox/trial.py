"""Try a level: exit 0 if a process can be shut in. `python -m autograder.grading.sandbox.trial landlock`."""

import os
import socket
import sys

from autograder.grading.sandbox.level import make_level, readable_paths


def main(name: str) -> None:
    """Every step of the level, with a child that ends at once."""
    level = make_level(name)
    try:
        level.begin(socket.socketpair()[0])
        level.close_door(readable_paths())
    except OSError as error:
        sys.exit(str(error))
    child = level.fork()
    if child == 0:
        status = 1
        try:
            level.shut_in(8 * 2**30)
            status = 0
        except Exception as error:
            os.write(2, f"{error}\n".encode())
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    level.clean_up()
    os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1])
