"""Who may see what: organisations, people, signing in, and the guard in front of every route."""
