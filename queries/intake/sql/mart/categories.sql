-- Categories have no source in the mart: those this bundle declares, then those that other bundles had declared.
INSERT INTO new.category SELECT * FROM declared_category;
