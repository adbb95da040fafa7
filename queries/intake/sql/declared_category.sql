-- The categories a post may have; any other counts as `other`.
CREATE TABLE declared_category (
    category VARCHAR, label_en VARCHAR, label_fr VARCHAR, theme VARCHAR, kind VARCHAR
)
