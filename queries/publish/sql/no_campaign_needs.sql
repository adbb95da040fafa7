-- What stands for the needs of campaigns where the mart has none.
CREATE TEMP TABLE campaign_needs (
    campaign_code VARCHAR, item VARCHAR, neighbourhood_code VARCHAR, needed INTEGER
);
