"""Files of masks and label maps in the formats of other tools, one file a format."""
