"""What `import` asks on the terminal."""
