-- The declared values of one dimension with their labels, in order.
SELECT value, label_en, label_fr, parent FROM declared WHERE dimension = $dimension ORDER BY position;
