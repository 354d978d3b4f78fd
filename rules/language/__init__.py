"""The small languages of a plan file: offsets and conditions, parsed and printed."""
