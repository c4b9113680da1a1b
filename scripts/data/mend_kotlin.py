"""Mends what does harm in the generated Kotlin.

usage: mend_kotlin.py FILE…

- A text that was cut within an emoji is no text to UniFFI, and Kotlin throws an exception of its own, which nobody expects. Its half
  becomes U+FFFD, as in Swift.
- JNA makes a Java thread of a Rust thread for every call, and unmakes it again. The threads of a book stay what they became until they
  end, where JNA unmakes them.

Fails where a place no longer looks as expected, so that a new generator is not patched blindly.
"""

import re
import sys
from pathlib import Path

HALVES = "onMalformedInput(CodingErrorAction.REPORT)"
WHOLE = 'onMalformedInput(CodingErrorAction.REPLACE).replaceWith("\\uFFFD".toByteArray())'

# What Rust calls: an object each, for answers to a future and for the methods that an app implements.
CALLED = re.compile(r"^( *)internal object (\S+): (UniffiRustFutureContinuationCallback|UniffiCallbackInterface\w+) \{\n", re.MULTILINE)
ATTACHED_ONCE = (
    r"\g<0>\1    init {\n"
    r"\1        com.sun.jna.Native.setCallbackThreadInitializer(this, com.sun.jna.CallbackThreadInitializer(true, false))\n"
    r"\1    }\n\n"
)


def main() -> None:
    called = 0
    for name in sys.argv[1:]:
        path = Path(name)
        text = path.read_text(encoding="utf-8")
        if text.count(HALVES) != 1:
            sys.exit(f"mend_kotlin: {path} is not as expected of this generator; look at what it writes now:\n{HALVES}")
        text, places = CALLED.subn(ATTACHED_ONCE, text.replace(HALVES, WHOLE))
        called += places
        path.write_text(text, encoding="utf-8")
    if called < 2:
        sys.exit(f"mend_kotlin: {called} objects are called by Rust; look at what the generator writes now:\n{CALLED.pattern}")


main()
