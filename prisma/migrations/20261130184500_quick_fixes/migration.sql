-- The repairs that a problem offers are stored under their new name.
update "version" set "problems" = replace("problems"::text, '"mends":', '"quickFixes":')::jsonb
where "problems"::text like '%"mends":%';
