-- What was done, by whom: one chain of hashes for each workspace. Rows are added by `audit_append` alone and never changed.
CREATE TABLE "audit_entry" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "entry" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("workspace_id", "seq")
);

CREATE INDEX "audit_entry_workspace_id_action_seq_idx" ON "audit_entry"("workspace_id", "action", "seq" DESC);
CREATE INDEX "audit_entry_workspace_id_actor_seq_idx" ON "audit_entry"("workspace_id", "actor", "seq" DESC);

-- The last entry of each chain; whoever appends holds its row, so that a chain has neither gaps nor forks.
CREATE TABLE "audit_head" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("workspace_id")
);

CREATE FUNCTION audit_append(
    workspace TEXT, actor TEXT, via TEXT, action TEXT, subject TEXT, detail JSONB
) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    head "audit_head"%ROWTYPE;
    next_seq BIGINT;
    moment TIMESTAMPTZ(3);
    text_of_entry TEXT;
    next_hash BYTEA;
BEGIN
    INSERT INTO "audit_head" ("workspace_id", "seq", "hash")
    VALUES (workspace, 0, sha256(convert_to('aisle.audit ' || workspace, 'UTF8')))
    ON CONFLICT ("workspace_id") DO NOTHING;
    SELECT * INTO head FROM "audit_head" WHERE "workspace_id" = workspace FOR UPDATE;
    next_seq := head."seq" + 1;
    -- Only now, so that times rise with the numbers.
    moment := clock_timestamp();
    text_of_entry := jsonb_build_object(
        'workspace', workspace, 'seq', next_seq,
        'at', to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'actor', actor, 'via', via, 'action', action, 'subject', subject, 'detail', coalesce(detail, '{}'::jsonb)
    )::text;
    next_hash := sha256(head."hash" || convert_to(text_of_entry, 'UTF8'));
    INSERT INTO "audit_entry" ("workspace_id", "seq", "entry", "hash", "at", "actor", "action", "subject")
    VALUES (workspace, next_seq, text_of_entry, next_hash, moment, actor, action, subject);
    UPDATE "audit_head" SET "seq" = next_seq, "hash" = next_hash WHERE "workspace_id" = workspace;
    RETURN next_seq;
END $$;

CREATE FUNCTION audit_refuse_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "audit_entry_unchanged" BEFORE UPDATE OR DELETE ON "audit_entry"
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER "audit_entry_not_truncated" BEFORE TRUNCATE ON "audit_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER "audit_head_stays" BEFORE DELETE ON "audit_head"
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
