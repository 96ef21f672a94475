"""Furniture, fixtures and joinery as small functions from measures to parts, and the list of their names."""
