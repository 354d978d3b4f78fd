"""Vietnamese deadline phrases: text in, reading out.

text -> normalising -> scanning (typed pieces) -> shaping (events, noise) -> the grammar (phrases.lark) -> a reading.
The meaning of each form is in docs/phrases.md; what is not certain is marked, never guessed.
"""
