"""What a backup needs of a database: its tables read and filled whole, and all sending held back after a restore."""
