"""Questions that a draft plan leaves open, one for all rows that ask alike, and what is answered to them.

Values in, values out: a command and a web page show the questions, and bring what was chosen or typed.
"""
