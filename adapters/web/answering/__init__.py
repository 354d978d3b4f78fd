"""The way of every answer, whatever it is about: headers, logs, sizes, faults."""
