"""Plain data as bytes: the only thing that crosses the wall.

A value is a tag byte and its content, all little-endian. What exists: None, bool, int, float, complex, str, bytes,
list, tuple, dict, set, arrays and NumPy scalars of fourteen fixed dtypes, and functions by number. No classes, no
pickle. Both sides use this module; `decode` of arbitrary bytes raises WireError or returns such a value, and never
needs more memory than a small multiple of its input.

A frame on a socket is `HEADER` (the length of what follows) and then one or more encoded values, each with limits of
its own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

HEADER = struct.Struct("<I")

MAX_DEPTH = 16
MAX_ITEMS = 200_000  # in all containers of one value together
MAX_KEYS = 1000  # of one dict or set: bounds what colliding hashes can cost
MAX_INTEGER_BITS = 1024
MAX_TEXT_BYTES = 4 << 20
MAX_ARRAY_BYTES = 64 << 20
MAX_DIMENSIONS = 16

# What an honest worker keeps to, and the trusted side enforces.
MAX_WARNINGS, MAX_WARNING_CHARACTERS = 8, 200
MAX_MESSAGE_CHARACTERS = 2000
MAX_NAME_CHARACTERS = 100
MAX_FRAMES = 20
MAX_CLASSES = 10  # of an exception and its bases
MAX_CALLS = 100  # in one request
SLICE_SECONDS = 0.05  # that the calls of one request may take before the next begins
FULL_FRAME_BYTES = 1 << 16  # a frame that holds as much gets no further answer

# How a worker ends when it cannot answer.
OUT_OF_MEMORY_STATUS = 96
NOT_CONFINED_STATUS = 97
ESCAPED_STATUS = 98

# The position in this tuple is the number on the wire.
DTYPES = tuple(
    np.dtype(name)
    for name in (
        "<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1", "<c16", "<c8",
    )
)  # fmt: skip
_DTYPE_NUMBERS = {dtype.str: number for number, dtype in enumerate(DTYPES)}

# What a decoded value takes in memory, at most: the object itself; each item of a container, with the number that it
# may be and, in a dict, its place in the table; one character of a text, if the text has a single emoji in it.
_OBJECT_BYTES, _ITEM_BYTES, _ARRAY_BYTES, _CHARACTER_BYTES = 100, 80, 400, 4

_COUNT = struct.Struct("<I")
_TAGGED_COUNT = struct.Struct("<cI")
_TAGGED_INT = struct.Struct("<cq")
_TAGGED_FLOAT = struct.Struct("<cd")
_TAGGED_COMPLEX = struct.Struct("<cdd")
_INT = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")

Function = Callable[..., object]
Numbering = Callable[[Function], int]
Lookup = Callable[[int], Function]


class WireError(Exception):
    """The value cannot travel, or the bytes are not a value; the message says why."""


class TooLarge(WireError):
    """The bytes may well be a value, but it takes more memory than the reader may use."""


def encode(value: object, number_of: Numbering | None = None) -> bytes:
    """Return `value` as bytes; raises WireError.

    Subclasses travel as their base. Functions travel as `number_of(function)`, and not at all without it.
    """
    writer = _Writer(number_of)
    _encode(value, writer, 0)
    return b"".join(writer.parts)


def decode(data: bytes | bytearray, *, function: Lookup | None = None, numpy_scalars: bool = True) -> object:
    """Return the one value that `data` holds; raises WireError and nothing else.

    Functions are looked up with `function`; without it they are refused. With `numpy_scalars=False` a NumPy scalar
    becomes the Python number of the same value.
    """
    reader = Reader(data, function=function, numpy_scalars=numpy_scalars)
    value = reader.read()
    reader.finish()
    return value


# --- encoding --------------------------------------------------------------------------------------------------------


class _Writer:
    """The parts of one value, and how many items they hold."""

    __slots__ = ("items", "number_of", "parts")

    def __init__(self, number_of: Numbering | None) -> None:
        self.number_of = number_of
        self.items = 0
        self.parts: list[Any] = []  # anything with a buffer


def _encode(value: object, writer: _Writer, depth: int) -> None:
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        encoder = _encoder_of_base(value)
    encoder(value, writer, depth)


def _encode_none(value: None, writer: _Writer, depth: int) -> None:
    writer.parts.append(b"N")


def _encode_bool(value: bool, writer: _Writer, depth: int) -> None:
    writer.parts.append(b"T" if value else b"F")


def _encode_int(value: int, writer: _Writer, depth: int) -> None:
    if -(1 << 63) <= value < 1 << 63:
        writer.parts.append(_TAGGED_INT.pack(b"i", value))
        return
    bits = int.bit_length(value)
    if bits > MAX_INTEGER_BITS:
        raise WireError(f"an integer of {bits} bits")
    length = bits // 8 + 1
    writer.parts.append(_TAGGED_COUNT.pack(b"I", length))
    writer.parts.append(int.to_bytes(value, length, "little", signed=True))


def _encode_float(value: float, writer: _Writer, depth: int) -> None:
    writer.parts.append(_TAGGED_FLOAT.pack(b"f", value))


def _encode_complex(value: complex, writer: _Writer, depth: int) -> None:
    writer.parts.append(_TAGGED_COMPLEX.pack(b"c", value.real, value.imag))


def _encode_str(value: str, writer: _Writer, depth: int) -> None:
    try:
        content = str.encode(value, "utf-8")
    except UnicodeEncodeError:
        raise WireError("text with lone surrogates") from None
    _append_content(b"s", content, writer)


def _encode_bytes(value: bytes, writer: _Writer, depth: int) -> None:
    _append_content(b"b", value, writer)


def _append_content(tag: bytes, content: bytes, writer: _Writer) -> None:
    if len(content) > MAX_TEXT_BYTES:
        raise WireError(f"text of {len(content)} bytes")
    writer.parts.append(_TAGGED_COUNT.pack(tag, len(content)))
    writer.parts.append(content)


def _encode_list(value: list[object], writer: _Writer, depth: int) -> None:
    _append_items(b"l", value, writer, depth)


def _encode_tuple(value: tuple[object, ...], writer: _Writer, depth: int) -> None:
    _append_items(b"t", value, writer, depth)


def _append_items(tag: bytes, items: Sequence[object], writer: _Writer, depth: int) -> None:
    _make_room(len(items), writer, depth)
    writer.parts.append(_TAGGED_COUNT.pack(tag, len(items)))
    for item in items:
        _encode(item, writer, depth + 1)


def _encode_dict(value: dict[object, object], writer: _Writer, depth: int) -> None:
    if len(value) > MAX_KEYS:
        raise WireError(f"a dict of {len(value)} keys")
    _make_room(2 * len(value), writer, depth)
    writer.parts.append(_TAGGED_COUNT.pack(b"d", len(value)))
    for key, item in value.items():
        _encode(_plain_key(key, depth + 1), writer, depth + 1)
        _encode(item, writer, depth + 1)


def _encode_set(value: set[object] | frozenset[object], writer: _Writer, depth: int) -> None:
    """Encode the items in the order of their bytes, so that equal sets are equal bytes."""
    if len(value) > MAX_KEYS:
        raise WireError(f"a set of {len(value)} items")
    _make_room(len(value), writer, depth)
    items = []
    for item in value:
        part = _Writer(None)
        _encode(_plain_key(item, depth + 1), part, depth + 1)
        writer.items += part.items
        items.append(b"".join(part.parts))
    _make_room(0, writer, depth)
    writer.parts.append(_TAGGED_COUNT.pack(b"z" if isinstance(value, frozenset) else b"S", len(items)))
    writer.parts += sorted(items)


_KEY_TYPES = (str, int, float, bool, bytes, type(None))


def _plain_key(key: object, depth: int) -> object:
    """Return a key of a dict, or an item of a set, as text, a number or a tuple of such."""
    if isinstance(key, np.generic):
        key = key.item()
    if type(key) is tuple and depth < MAX_DEPTH:
        return tuple(_plain_key(item, depth + 1) for item in key)
    if type(key) not in _KEY_TYPES:
        raise WireError(f"a dict key of type {type(key).__name__}")
    return key


def _is_plain_key(key: object) -> bool:
    return all(map(_is_plain_key, key)) if type(key) is tuple else type(key) in _KEY_TYPES


def _make_room(count: int, writer: _Writer, depth: int) -> None:
    """Bound depth and size, as the reader does; a list that contains itself ends here."""
    writer.items += count
    if depth >= MAX_DEPTH:
        raise WireError(f"containers nested deeper than {MAX_DEPTH}")
    if writer.items > MAX_ITEMS:
        raise WireError(f"more than {MAX_ITEMS} items outside of arrays")


def _encode_array(value: np.ndarray[Any, Any], writer: _Writer, depth: int) -> None:
    array = np.asarray(value)
    number, dtype = _wire_dtype(array.dtype)
    if array.nbytes > MAX_ARRAY_BYTES or array.ndim > MAX_DIMENSIONS:
        raise WireError(f"an array of shape {array.shape}")
    writer.parts.append(struct.pack(f"<cBB{array.ndim}Q", b"a", number, array.ndim, *array.shape))
    if array.ndim and array.size:
        writer.parts.append(array.astype(dtype, order="C", copy=False).data)
    else:
        writer.parts.append(array.astype(dtype, copy=False).tobytes())


def _encode_scalar(value: np.generic, writer: _Writer, depth: int) -> None:
    number, dtype = _wire_dtype(value.dtype)
    writer.parts.append(b"g" + bytes([number]))
    writer.parts.append(np.asarray(value, dtype).tobytes())


def _wire_dtype(dtype: np.dtype[Any]) -> tuple[int, np.dtype[Any]]:
    number = _DTYPE_NUMBERS.get(dtype.newbyteorder("<").str if dtype.byteorder == ">" else dtype.str)
    if number is None:
        raise WireError(f"an array of dtype {str(dtype)[:40]}")
    return number, DTYPES[number]


def _encode_function(value: Function, writer: _Writer, depth: int) -> None:
    if writer.number_of is None:
        raise WireError("a function")
    writer.parts.append(_TAGGED_COUNT.pack(b"@", writer.number_of(value)))


_Encoder = Callable[[Any, _Writer, int], None]
_ENCODERS: dict[type, _Encoder] = {
    float: _encode_float,
    np.ndarray: _encode_array,
    int: _encode_int,
    str: _encode_str,
    type(None): _encode_none,
    bool: _encode_bool,
    tuple: _encode_tuple,
    list: _encode_list,
    dict: _encode_dict,
    set: _encode_set,
    frozenset: _encode_set,
    bytes: _encode_bytes,
    complex: _encode_complex,
}
# In this order: np.float64 is a float too, and must keep its own tag.
_BASES: tuple[tuple[type, _Encoder], ...] = (
    (np.ndarray, _encode_array),
    (np.generic, _encode_scalar),
    (float, _encode_float),
    (int, _encode_int),
    (str, _encode_str),
    (bytes, _encode_bytes),
    (complex, _encode_complex),
    (tuple, _encode_tuple),
    (list, _encode_list),
    (dict, _encode_dict),
    (set, _encode_set),
    (frozenset, _encode_set),
)


def _encoder_of_base(value: object) -> _Encoder:
    for base, encoder in _BASES:
        if issubclass(type(value), base):
            return encoder
    if callable(value):
        return _encode_function
    raise WireError(f"an object of type {type(value).__name__[:60]}")


# --- decoding --------------------------------------------------------------------------------------------------------


class Reader:
    """Reads encoded values one after another from one buffer."""

    __slots__ = ("_data", "_function", "_items", "_numpy_scalars", "_room_bytes", "held_bytes", "position")

    def __init__(
        self,
        data: bytes | bytearray,
        *,
        function: Lookup | None = None,
        numpy_scalars: bool = True,
        room_bytes: int | None = None,
    ) -> None:
        self._data = data
        self._function = function
        self._numpy_scalars = numpy_scalars
        self._room_bytes = room_bytes
        self._items = 0
        self.position = 0
        self.held_bytes = 0  # what the values read so far take in memory, a little more rather than less

    def read(self) -> object:
        """Return the next value; raises WireError and nothing else; TooLarge if all values take more than the room."""
        self._items = 0
        try:
            return _DECODERS[self._data[self._advance(1)]](self, 0)
        except WireError:
            raise
        except MemoryError as exc:
            raise TooLarge("more than this process has room for") from exc
        except Exception as exc:  # whatever hostile bytes provoke in struct, NumPy, codecs or the allocator
            raise WireError(f"malformed: {type(exc).__name__}") from exc

    @property
    def at_end(self) -> bool:
        """Whether everything has been read."""
        return self.position == len(self._data)

    def finish(self) -> None:
        """Raise WireError unless everything has been read."""
        if not self.at_end:
            raise WireError(f"{len(self._data) - self.position} bytes too many")

    def _advance(self, count: int) -> int:
        """Return where the next `count` bytes start, and go past them."""
        start = self.position
        if count > len(self._data) - start:
            raise WireError("truncated")
        self.position = start + count
        return start

    def _count(self, limit: int) -> int:
        (count,) = _COUNT.unpack_from(self._data, self._advance(4))
        if count > limit:
            raise WireError(f"a count of {count}")
        return int(count)

    def _hold(self, count: int) -> None:
        """Count the memory that a value takes, before it is made."""
        self.held_bytes += count
        if self._room_bytes is not None and self.held_bytes > self._room_bytes:
            raise TooLarge(f"more than {self._room_bytes} bytes in memory")

    def _content(self, limit: int, characters: int = 1) -> bytes:
        count = self._count(limit)
        start = self._advance(count)
        self._hold(_OBJECT_BYTES + characters * count)
        return bytes(self._data[start : start + count])

    def _none(self, depth: int) -> None:
        return None

    def _true(self, depth: int) -> bool:
        return True

    def _false(self, depth: int) -> bool:
        return False

    def _int(self, depth: int) -> object:
        return _INT.unpack_from(self._data, self._advance(8))[0]

    def _big_int(self, depth: int) -> int:
        value = int.from_bytes(self._content(MAX_INTEGER_BITS // 8 + 1), "little", signed=True)
        if value.bit_length() > MAX_INTEGER_BITS:
            raise WireError("an integer that is too large")
        return value

    def _float(self, depth: int) -> object:
        return _FLOAT.unpack_from(self._data, self._advance(8))[0]

    def _complex(self, depth: int) -> complex:
        return complex(*_COMPLEX.unpack_from(self._data, self._advance(16)))

    def _str(self, depth: int) -> str:
        return self._content(MAX_TEXT_BYTES, _CHARACTER_BYTES).decode("utf-8")

    def _bytes(self, depth: int) -> bytes:
        return self._content(MAX_TEXT_BYTES)

    def _list(self, depth: int) -> list[object]:
        items = []
        data = self._data
        for _ in range(self._container(1, MAX_ITEMS, depth)):
            items.append(_DECODERS[data[self._advance(1)]](self, depth + 1))
        return items

    def _tuple(self, depth: int) -> tuple[object, ...]:
        return tuple(self._list(depth))

    def _dict(self, depth: int) -> dict[object, object]:
        result: dict[object, object] = {}
        count = self._container(2, MAX_KEYS, depth)
        for _ in range(count):
            key = _DECODERS[self._data[self._advance(1)]](self, depth + 1)
            if not _is_plain_key(key):
                raise WireError("a dict key that is neither text nor number")
            result[key] = _DECODERS[self._data[self._advance(1)]](self, depth + 1)
        if len(result) != count:
            raise WireError("a repeated dict key")
        return result

    def _set(self, depth: int) -> set[object]:
        count = self._container(1, MAX_KEYS, depth)
        items = [_DECODERS[self._data[self._advance(1)]](self, depth + 1) for _ in range(count)]
        if not all(map(_is_plain_key, items)):
            raise WireError("an item of a set that is neither text nor number")
        result = set(items)
        if len(result) != count:
            raise WireError("a repeated item of a set")
        return result

    def _frozenset(self, depth: int) -> frozenset[object]:
        return frozenset(self._set(depth))

    def _container(self, values_per_item: int, limit: int, depth: int) -> int:
        """Read a count; refuse what is nested too deep or cannot be in the rest of the buffer."""
        count = self._count(limit)
        self._items += values_per_item * count
        if depth >= MAX_DEPTH or self._items > MAX_ITEMS:
            raise WireError("too deep or too many items")
        if values_per_item * count > len(self._data) - self.position:
            raise WireError("truncated")
        self._hold(_OBJECT_BYTES + _ITEM_BYTES * values_per_item * count)
        return count

    def _array(self, depth: int) -> np.ndarray[Any, Any]:
        start = self._advance(2)
        dtype, dimensions = DTYPES[self._data[start]], self._data[start + 1]
        if dimensions > MAX_DIMENSIONS:
            raise WireError("too many dimensions")
        shape = struct.unpack_from(f"<{dimensions}Q", self._data, self._advance(8 * dimensions))
        count, extent = 1, 1
        for length in shape:
            count *= length
            extent *= max(length, 1)  # bounds the lengths of empty arrays, too
        if extent * dtype.itemsize > MAX_ARRAY_BYTES:
            raise WireError("an array that is too large")
        return self._numbers(dtype, count).reshape(shape)

    def _scalar(self, depth: int) -> object:
        dtype = DTYPES[self._data[self._advance(1)]]
        scalar = self._numbers(dtype, 1)[0]
        return scalar if self._numpy_scalars else scalar.item()

    def _numbers(self, dtype: np.dtype[Any], count: int) -> np.ndarray[Any, Any]:
        """Return a fresh, writable array."""
        size = count * dtype.itemsize
        start = self._advance(size)
        self._hold(_ARRAY_BYTES + size)
        if not count:
            return np.empty(0, dtype)
        sent = np.frombuffer(self._data, np.uint8, size, start)
        if dtype.kind == "b" and sent.max() > 1:
            raise WireError("a boolean that is neither 0 nor 1")
        numbers = np.empty(count, dtype)
        numbers.view(np.uint8)[:] = sent  # as bytes: numbers that start anywhere are copied slowly
        return numbers

    def _function_number(self, depth: int) -> Function:
        number = self._count(0xFFFFFFFF)
        if self._function is None:
            raise WireError("a function")
        return self._function(number)


_DECODERS: dict[int, Callable[[Reader, int], Any]] = {
    ord("N"): Reader._none,
    ord("T"): Reader._true,
    ord("F"): Reader._false,
    ord("i"): Reader._int,
    ord("I"): Reader._big_int,
    ord("f"): Reader._float,
    ord("c"): Reader._complex,
    ord("s"): Reader._str,
    ord("b"): Reader._bytes,
    ord("l"): Reader._list,
    ord("t"): Reader._tuple,
    ord("d"): Reader._dict,
    ord("S"): Reader._set,
    ord("z"): Reader._frozenset,
    ord("a"): Reader._array,
    ord("g"): Reader._scalar,
    ord("@"): Reader._function_number,
}
