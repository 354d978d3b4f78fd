"""Mail that came back: read, listed, and marks taken away."""
