"""The HTTP side of the service: routes, bodies, limits and problem documents."""
