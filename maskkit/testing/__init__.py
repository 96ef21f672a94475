"""For tests, yours and ours: a service that misbehaves on request, a callback catcher, synthetic rooms."""
