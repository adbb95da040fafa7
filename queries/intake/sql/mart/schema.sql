-- The private mart: member-level rows under pseudonyms (keys are 16-byte BLOBs), dates without clock times.
CREATE TABLE new.bundle (
    source VARCHAR NOT NULL, mode VARCHAR NOT NULL, timezone VARCHAR NOT NULL, covers_until DATE NOT NULL,
    simulated BOOLEAN NOT NULL, imported_at TIMESTAMP NOT NULL, sha256 VARCHAR NOT NULL,
    files VARCHAR[] NOT NULL,   -- tables of the contract that were read
    columns VARCHAR[] NOT NULL  -- their optional columns that were there: 'exchanges.direction'
);
CREATE TABLE new.neighbourhood (
    source VARCHAR NOT NULL, neighbourhood_code VARCHAR NOT NULL, name VARCHAR NOT NULL, city_code VARCHAR NOT NULL,
    city_name VARCHAR NOT NULL, homes INTEGER, population INTEGER, group_code VARCHAR, group_name VARCHAR,
    comparison_place BOOLEAN,  -- every reader may see its name beside an estimate
    geometry BLOB NOT NULL  -- WKB, EPSG:4326
);
CREATE TABLE new.residence (
    source VARCHAR NOT NULL, residence_code VARCHAR NOT NULL, name VARCHAR NOT NULL, landlord VARCHAR NOT NULL,
    dwellings INTEGER NOT NULL, neighbourhood_code VARCHAR,  -- NULL: it lies in none
    geometry BLOB NOT NULL  -- WKB, EPSG:4326
);
-- Local organisations, shops, services and green spaces; their names are public.
CREATE TABLE new.place (
    source VARCHAR NOT NULL, place_code VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    neighbourhood_code VARCHAR NOT NULL,
    geometry BLOB NOT NULL  -- WKB, EPSG:4326
);
-- One row a household: place, dwelling type and residence of its lowest member_id.
CREATE TABLE new.household (
    source VARCHAR NOT NULL, household_key BLOB NOT NULL, neighbourhood_code VARCHAR NOT NULL, dwelling_type VARCHAR,
    residence_code VARCHAR
);
-- Which member placed the household: only a bundle that appends needs it, to know whether a row moves the household.
CREATE TABLE new.household_placing (source VARCHAR NOT NULL, household_key BLOB NOT NULL, member_key BLOB NOT NULL);
CREATE TABLE new.member (
    source VARCHAR NOT NULL, member_key BLOB NOT NULL, household_key BLOB NOT NULL, gender VARCHAR, birth_year INTEGER,
    joined_on DATE, left_on DATE, verified BOOLEAN
);
CREATE TABLE new.exchange (
    source VARCHAR NOT NULL, exchange_key BLOB NOT NULL, posted_on DATE NOT NULL, member_key BLOB NOT NULL,
    exchange_type VARCHAR NOT NULL, direction VARCHAR, category VARCHAR, campaign_code VARCHAR
);
CREATE TABLE new.response (
    source VARCHAR NOT NULL, response_key BLOB NOT NULL, exchange_key BLOB NOT NULL, member_key BLOB NOT NULL,
    responded_on DATE NOT NULL, reply_band VARCHAR NOT NULL, completed_on DATE, answered_28d BOOLEAN NOT NULL,
    completed_28d BOOLEAN NOT NULL
);
CREATE TABLE new.category (
    category VARCHAR NOT NULL, label_en VARCHAR NOT NULL, label_fr VARCHAR NOT NULL, theme VARCHAR NOT NULL,
    kind VARCHAR NOT NULL
);
CREATE TABLE new.campaign (
    source VARCHAR NOT NULL, campaign_code VARCHAR NOT NULL, title VARCHAR NOT NULL, theme VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL, starts_on DATE NOT NULL, ends_on DATE NOT NULL,
    neighbourhood_codes VARCHAR[] NOT NULL, households_exposed INTEGER
);
CREATE TABLE new.campaign_contact (
    source VARCHAR NOT NULL, campaign_code VARCHAR NOT NULL, member_key BLOB NOT NULL, contacted_on DATE NOT NULL,
    opened_on DATE
);
CREATE TABLE new.campaign_answer (
    source VARCHAR NOT NULL, campaign_code VARCHAR NOT NULL, member_key BLOB NOT NULL, item VARCHAR NOT NULL,
    answer BOOLEAN NOT NULL, answered_on DATE NOT NULL
);
-- What a campaign asks for: how many of an item, of the catalogue or `other`. Public, of nobody.
CREATE TABLE new.campaign_need (
    source VARCHAR NOT NULL, campaign_code VARCHAR NOT NULL, item VARCHAR NOT NULL, needed INTEGER NOT NULL,
    neighbourhood_code VARCHAR NOT NULL  -- empty: the whole zone
);
-- What members say they are willing to do: a state, which stands for as long as the member does.
CREATE TABLE new.help_offer (
    source VARCHAR NOT NULL, member_key BLOB NOT NULL, help_kind VARCHAR NOT NULL, declared_on DATE NOT NULL
);
CREATE TABLE new.project (
    source VARCHAR NOT NULL, project_code VARCHAR NOT NULL, name VARCHAR NOT NULL, owner VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, dwellings INTEGER, neighbourhood_codes VARCHAR[] NOT NULL,
    geometry BLOB NOT NULL  -- WKB, EPSG:4326
);
CREATE TABLE new.project_stage (
    source VARCHAR NOT NULL, project_code VARCHAR NOT NULL, stage VARCHAR NOT NULL, starts_on DATE NOT NULL,
    public BOOLEAN NOT NULL
);
-- Public counts of the homes and people of a place, not of members.
CREATE TABLE new.census (
    source VARCHAR NOT NULL, neighbourhood_code VARCHAR NOT NULL, attribute VARCHAR NOT NULL, value VARCHAR NOT NULL,
    households INTEGER NOT NULL, persons INTEGER
);
