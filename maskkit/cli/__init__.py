"""The command line: one file a command, every shared option in :mod:`maskkit.cli.options`."""
