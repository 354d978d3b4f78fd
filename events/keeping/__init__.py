"""Everything that a store holds, kept in one file, and put back: backups."""
