-- One row for each row that is not accepted, whatever the table; a row has one verdict, the first that applies.
CREATE TABLE verdict (
    table_name VARCHAR NOT NULL,
    line BIGINT NOT NULL,
    status VARCHAR NOT NULL,  -- quarantined, duplicate, superseded
    column_name VARCHAR,
    reason VARCHAR
);
