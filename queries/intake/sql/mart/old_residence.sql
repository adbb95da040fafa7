-- The residences that the old mart knows, for what members of an appended bundle may point to.
CREATE VIEW old_residence AS SELECT source, residence_code FROM old.residence
