"""Generations as durable jobs, and the child processes that do the work."""
