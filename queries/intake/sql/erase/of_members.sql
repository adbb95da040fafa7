-- The rows of one table whose members stay. Grain: one row of the mart. {table} is one that only members have rows in.
INSERT INTO new.{table} BY NAME FROM old.{table} ANTI JOIN gone_member USING (source, member_key)
