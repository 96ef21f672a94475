"""The room renderer: materials and looks, and the scenes that are made of them."""
