"""Agencies from where they are kept: the official list of provinces and communes, or an office's XLSX, CSV or YAML.

A file need not say everything: what it leaves out of a known agency stays as it is, so that a list of e-mail addresses
can be laid over the official list.
"""
