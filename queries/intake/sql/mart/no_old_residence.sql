-- What stands for the residences of an old mart that was written before there were any.
CREATE TABLE old_residence (source VARCHAR, residence_code VARCHAR)
