"""From what an officer types to values and events: days, hours, statements and their ids."""
