"""The service's database: the only place that knows SQL."""
