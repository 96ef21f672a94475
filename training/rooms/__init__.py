"""Random rooms with exact labels: shapes, things, materials, light and what a camera makes of them."""
