"""The designer's table: the schemes for every room and theme."""
