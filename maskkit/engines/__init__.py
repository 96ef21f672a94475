"""Engines: what turns a photo and a mask into generated rooms."""
