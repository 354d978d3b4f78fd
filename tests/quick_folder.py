"""The folder in which tests leave what they write: in memory where there is room, else the system's.

What is written for a test need not outlive a power cut, and every commit that waits for a disk makes all tests wait.
"""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that must be free there: a database of the server is made of three hundred files, a bundle of many wheels."""


@cache
def quick_folder() -> Path:
    """The folder for what tests write."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else Path(tempfile.gettempdir())
