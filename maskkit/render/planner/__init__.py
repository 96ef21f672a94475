"""What to put where: plans of rooms by a fitter's rules, as data that can be read, edited and rendered again."""
