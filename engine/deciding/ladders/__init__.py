"""The ladders of plans: on which days which tasks are told of, and to whom."""
