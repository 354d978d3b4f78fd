"""The database itself: are its pages whole, and are its tables, indexes and triggers those that this version makes?"""
