-- Good places that name no neighbourhood. Grain: one line. {table} and {column} come from the registry of such tables.
SELECT line, geometry FROM kept_{table} WHERE {column} IS NULL ORDER BY line
