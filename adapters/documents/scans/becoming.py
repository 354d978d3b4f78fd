"""The program that becomes tesseract: it gives up what that does not need, and goes on as it."""

import sys

from adapters.process.confining import become


def main() -> None:
    """Become the program whose path and arguments stand behind who asks; the seconds that it has stand before."""
    become(int(sys.argv[2]), sys.argv[4:])
