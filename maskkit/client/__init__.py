"""The Room Creation client: uploads, paid calls sent at most once, and waiting that always ends."""
