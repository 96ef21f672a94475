"""The ways to find what a room photo shows, one file each."""
