"""Generated rooms back into their photos, and the proof that nothing else was touched."""
