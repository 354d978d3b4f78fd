"""A plan and how far it has come, as a document to hand up."""
