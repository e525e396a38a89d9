"""Plain data between judge and student: typed, capped, no pickle; JSON behind its length.

Plain data: None, bool, int, float, complex, str, bytes; list, tuple, set, dict; numpy arrays and scalars of numbers;
torch tensors (detached, on the CPU) and dtypes; towards the student also a numpy or torch generator, by its state.
"""

import base64
import json
import math
import socket
import struct
import time
from typing import Any

import numpy as np
import torch

from autograder.grading.text import whole_characters

MOST_BYTES, MOST_DEPTH = 16 * 2**20, 20
DTYPES = {str(np.dtype(code)) for code in "?bhilBHILefdFD"}
TORCH_DTYPES = {str(t): t for t in (torch.float64, torch.float32, torch.float16, torch.int64, torch.int32, torch.bool)}
Plain = Any  # what the module's docstring lists


class Refused(Exception):
    """What arrived, or was to be sent, is not plain data."""


def pack(value: Plain, depth: int = 0) -> Any:
    """`value` as JSON: scalars as they are, everything else as [tag, ...]; Refused if it is not plain data."""
    if depth > MOST_DEPTH:
        raise Refused("nested too deeply")
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind in (list, tuple, set):
        return [kind.__name__, [pack(item, depth + 1) for item in value]]
    if isinstance(value, dict):  # an OrderedDict, such as a state_dict, arrives as a dict
        return ["dict", [[pack(key, depth + 1), pack(item, depth + 1)] for key, item in value.items()]]
    if kind is complex:
        return ["complex", value.real, value.imag]
    if kind is bytes:
        return ["bytes", base64.b64encode(value).decode()]
    return _pack_of_library(value, depth)


def _pack_of_library(value: Any, depth: int) -> list[Any]:
    if isinstance(value, torch.dtype):
        return ["dtype", str(value)]
    if isinstance(value, torch.Tensor):
        return ["tensor", *_pack_array(value.detach().cpu().numpy())]
    if isinstance(value, np.ndarray | np.generic):
        return ["array" if isinstance(value, np.ndarray) else "scalar", *_pack_array(np.asarray(value))]
    if type(value) is np.random.Generator:
        return ["rng", pack(dict(value.bit_generator.state), depth + 1)]
    if isinstance(value, torch.Generator):
        return ["torch-rng", pack(value.get_state(), depth + 1)]
    raise Refused(f"a {type(value).__name__} cannot cross: use a @check.student_side helper that returns plain data")


def _pack_array(array: np.ndarray[Any, Any]) -> list[Any]:
    if str(array.dtype) not in DTYPES:
        raise Refused(f"an array of dtype {array.dtype} cannot cross")
    return [str(array.dtype), list(array.shape), base64.b64encode(array.tobytes()).decode()]


def unpack(data: Any, depth: int = 0) -> Plain:
    """The value that `pack` packed; anything else raises Refused, ValueError or TypeError."""
    if depth > MOST_DEPTH:
        raise Refused("nested too deeply")
    match data:
        case str():
            return whole_characters(data)
        case None | bool() | int() | float():
            return data
        case ["list" | "tuple" | "set" as name, [*items]]:
            kind = {"list": list, "tuple": tuple, "set": set}[name]
            return kind(unpack(item, depth + 1) for item in items)
        case ["dict", [*pairs]] if all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            return {unpack(key, depth + 1): unpack(item, depth + 1) for key, item in pairs}
        case ["complex", float(real), float(imag)]:
            return complex(real, imag)
        case ["bytes", str(text)]:
            return base64.b64decode(text, validate=True)
        case ["dtype", str(name)] if name in TORCH_DTYPES:
            return TORCH_DTYPES[name]
        case ["array" | "scalar" | "tensor" as tag, str(dtype), [*shape], str(text)] if dtype in DTYPES:
            array = _unpack_array(dtype, shape, base64.b64decode(text, validate=True))
            return torch.from_numpy(array) if tag == "tensor" else array if tag == "array" else array[()]
    raise Refused("not plain data")


def _unpack_array(dtype: str, shape: list[Any], content: bytes) -> np.ndarray[Any, Any]:
    if len(shape) > 8 or not all(type(n) is int and 0 <= n <= MOST_BYTES for n in shape):
        raise Refused("not a shape")
    if math.prod(shape) * np.dtype(dtype).itemsize != len(content):
        raise Refused("not as many bytes as the shape says")
    return np.frombuffer(content, dtype).reshape(shape).copy()


def unpack_for_student(data: Any) -> Plain:
    """As `unpack`; towards the student, at the top or as an argument, a generator may cross too."""
    match data:
        case ["rng", state]:
            state = unpack(state)
            rng = np.random.Generator(getattr(np.random, state["bit_generator"])())
            rng.bit_generator.state = state
            return rng
        case ["torch-rng", state]:
            generator = torch.Generator()
            generator.set_state(unpack(state))
            return generator
        case ["list", items]:
            return [unpack_for_student(item) for item in items]
        case ["dict", pairs]:
            return {unpack(key): unpack_for_student(item) for key, item in pairs}
    return unpack(data)


def send(link: socket.socket, packed: Any, deadline: float | None = None) -> None:
    """One packed message: its length, then JSON."""
    content = json.dumps(packed).encode()
    if len(content) > MOST_BYTES:
        raise Refused("too large to cross")
    _set_timeout(link, deadline)
    link.sendall(struct.pack("<I", len(content)) + content)


def receive(link: socket.socket, deadline: float | None = None) -> Any:
    """The next message, as JSON; every failure is an OSError or Refused."""
    (size,) = struct.unpack("<I", _read(link, 4, deadline))
    if size > MOST_BYTES:
        raise Refused("too large to cross")
    try:
        return json.loads(_read(link, size, deadline))
    except (ValueError, RecursionError) as error:
        raise Refused("not JSON") from error


def _read(link: socket.socket, size: int, deadline: float | None) -> bytes:
    content = bytearray()
    while len(content) < size:
        _set_timeout(link, deadline)
        chunk = link.recv(size - len(content))
        if not chunk:
            raise ConnectionError("the student's process has ended")
        content += chunk
    return bytes(content)


def _set_timeout(link: socket.socket, deadline: float | None) -> None:
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:  # also for a message that comes in drops
        raise TimeoutError("the deadline is over")
    link.settimeout(left)
