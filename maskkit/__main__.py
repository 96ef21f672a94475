"""``python -m maskkit``."""

from maskkit.cli.main import main

if __name__ == "__main__":
    main()
