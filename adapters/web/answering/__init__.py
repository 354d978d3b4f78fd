"""What is done with every answer, whatever it is about: headers, logs, sizes, faults."""
