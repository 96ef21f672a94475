"""HTTP that keeps its promises: deadlines, careful retries, guarded addresses, checked downloads."""
