"""Completion in shells: what can be typed next, and the scripts by which bash, zsh and fish ask."""
