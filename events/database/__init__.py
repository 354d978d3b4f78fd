"""The store on a database, SQLite or PostgreSQL: tables, statements, migrations."""
