"""One level too deep."""
