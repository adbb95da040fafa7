-- Kept while another source (or an earlier bundle that this one adds to) may use them.
INSERT INTO new.category
SELECT o.* FROM old.category AS o ANTI JOIN new.category USING (category)
WHERE getvariable('appends')
   OR EXISTS (FROM old.bundle WHERE source <> getvariable('source'));
