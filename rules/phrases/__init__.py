"""Vietnamese deadline phrases: text in, reading out.

text -> normalising -> scanning (typed pieces) -> shaping (events, noise) -> the grammar (phrases.lark) -> Reading.
What a phrase means is in docs/phrases.md; what is not certain is marked, never guessed.
"""
