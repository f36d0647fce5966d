-- The values of pinned samples lie in "draft_pin" alone: the log of edits names the pin, and whoever reads it looks the value up.
CREATE FUNCTION "edit_without_pin_values"("edit" JSONB) RETURNS JSONB LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF "edit" ->> 'do' = 'put-pin' THEN RETURN "edit" #- '{pin,value}'; END IF;
  IF "edit" ->> 'do' = 'batch' AND jsonb_typeof("edit" -> 'edits') = 'array' THEN
    RETURN jsonb_set("edit", '{edits}', coalesce(
      (SELECT jsonb_agg("edit_without_pin_values"(part) ORDER BY place)
       FROM jsonb_array_elements("edit" -> 'edits') WITH ORDINALITY AS parts(part, place)), '[]'));
  END IF;
  RETURN "edit";
END $$;
UPDATE "draft_edit" SET "edit" = "edit_without_pin_values"("edit") WHERE "edit"::text LIKE '%"put-pin"%';
DROP FUNCTION "edit_without_pin_values";
