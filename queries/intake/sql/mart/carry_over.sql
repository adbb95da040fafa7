-- Rows of the mart that this bundle leaves as they are: those of other sources and, when it appends, those of its own
-- source that it does not replace. {table} and {same_key} come from the registry of mart tables.
INSERT INTO new.{table} BY NAME
SELECT * FROM old.{table} AS o
WHERE o.source <> getvariable('source')
   OR (getvariable('appends') AND NOT EXISTS (
           FROM new.{table} AS n WHERE n.source = getvariable('source') AND {same_key}))
