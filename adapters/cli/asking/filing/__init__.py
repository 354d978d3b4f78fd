"""Questions about what is kept in files beside the log: the files of events, and reports that were handed up."""
