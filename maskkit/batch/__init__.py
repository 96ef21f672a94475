"""Many photos at once: what to do, what was done, and doing the rest; safe to kill at any moment."""
