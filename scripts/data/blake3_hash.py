"""BLAKE3 in plain Python, so that the data scripts run with nothing installed. For files of some hundred kilobytes.

Follows the algorithm of the BLAKE3 paper (unkeyed hash, 32 bytes of output).
"""

import struct

CHUNK = 1024
BLOCK = 64
START, END, PARENT, ROOT = 1, 2, 4, 8
WORD = 0xFFFFFFFF
IV = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
# Columns, then diagonals, of the 4 x 4 state.
LANES = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
         (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


def blake3_hex(data: bytes) -> str:
    """The BLAKE3 hash of `data` as 64 lower-case hexadecimal digits."""
    return struct.pack("<8I", *_subtree(data, 0, ROOT)).hex()


def _subtree(data: bytes, counter: int, root: int) -> tuple:
    """The chaining value of the chunks in `data`, the first of which is number `counter`."""
    if len(data) <= CHUNK:
        return _chunk(data, counter, root)
    # The left side takes the largest power of two of whole chunks that leaves something for the right.
    left = 1 << ((len(data) - 1) // CHUNK).bit_length() - 1
    split = left * CHUNK
    block = _subtree(data[:split], counter, 0) + _subtree(data[split:], counter + left, 0)
    return _compress(IV, block, 0, BLOCK, PARENT | root)


def _chunk(data: bytes, counter: int, root: int) -> tuple:
    value = IV
    last = max(len(data) - 1, 0) // BLOCK
    for number in range(last + 1):
        block = data[number * BLOCK : (number + 1) * BLOCK]
        flags = (START if number == 0 else 0) | ((END | root) if number == last else 0)
        words = struct.unpack("<16I", block.ljust(BLOCK, b"\0"))
        value = _compress(value, words, counter, len(block), flags)
    return value


def _compress(value: tuple, block: tuple, counter: int, length: int, flags: int) -> tuple:
    state = [*value, *IV[:4], counter & WORD, counter >> 32, length, flags]
    for _ in range(7):
        for lane, (a, b, c, d) in enumerate(LANES):
            state[a] = (state[a] + state[b] + block[2 * lane]) & WORD
            state[d] = _rotate(state[d] ^ state[a], 16)
            state[c] = (state[c] + state[d]) & WORD
            state[b] = _rotate(state[b] ^ state[c], 12)
            state[a] = (state[a] + state[b] + block[2 * lane + 1]) & WORD
            state[d] = _rotate(state[d] ^ state[a], 8)
            state[c] = (state[c] + state[d]) & WORD
            state[b] = _rotate(state[b] ^ state[c], 7)
        block = tuple(block[place] for place in PERMUTATION)
    return tuple(state[i] ^ state[i + 8] for i in range(8))


def _rotate(word: int, by: int) -> int:
    return (word >> by | word << 32 - by) & WORD
