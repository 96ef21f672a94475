"""What each room wants in each theme: data only."""
