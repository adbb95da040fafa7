-- Each source with the last day that any of its bundles covers, and the files and optional columns they brought.
-- Grain: one row a source (a full import and its appends are one source).
SELECT max(covers_until) AS covers_until, bool_or(simulated) AS simulated,
       flatten(list(files)) AS files, flatten(list(columns)) AS columns
FROM mart.bundle
GROUP BY source;
