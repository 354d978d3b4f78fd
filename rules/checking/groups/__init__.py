"""The groups of a plan: whom they stand for, whose their tasks are, and which rows nobody would hear of."""
