"""Text messages: a provider a file, behind one gateway over HTTP; and a folder for trying out."""
