"""The room network: what it is made of, what it learns from, how it is trained, measured and exported."""
