"""Materials of walls, floors and ceilings: procedural, tileable, of real size, made with NumPy alone."""
