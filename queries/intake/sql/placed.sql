-- Places that name no neighbourhood get those of their position. `positions` has one row a line, `codes` in code order;
-- {value} is what the column takes of them: all, or the first.
UPDATE typed_{table} AS t SET {column} = {value} FROM positions AS p WHERE p.line = t.line
