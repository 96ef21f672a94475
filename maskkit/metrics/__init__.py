"""How good is a mask: every metric that the field uses, as plain functions and as one card."""
