"""What each file format says about itself in its header, read without decoding a pixel."""
