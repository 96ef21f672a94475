"""Where files are kept: one small protocol, in memory or in a folder."""
