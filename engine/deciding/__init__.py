"""From facts to what becomes of each task. A verdict is a pure function; a new version or calendar reads its rows."""
