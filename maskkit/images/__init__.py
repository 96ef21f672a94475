"""Photos in and out: probing, decoding, normalising, invertible transforms, encoding; all that knows codecs."""
