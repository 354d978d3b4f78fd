"""Commands about who may sign in, and which programs may ask."""
