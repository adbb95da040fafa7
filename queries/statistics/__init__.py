"""Pure functions on published numbers and their noise variance. They read nothing and know no scope."""
