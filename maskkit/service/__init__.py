"""The Room Creation service: the wire of :mod:`maskkit.roomapi`, durable jobs, a ledger, and the files."""
