-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "currencies" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "locales" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passkey" (
    "id" TEXT NOT NULL,
    "name" TEXT,
    "public_key" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "credential_id" TEXT NOT NULL,
    "counter" INTEGER NOT NULL,
    "device_type" TEXT NOT NULL,
    "backed_up" BOOLEAN NOT NULL,
    "transports" TEXT,
    "aaguid" TEXT,
    "created_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "passkey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "sign_in_link" (
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "pipeline" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT,
    "draft_graph" JSONB NOT NULL,
    "draft_revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "pipeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "draft_edit" (
    "workspace_id" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "edit_id" TEXT NOT NULL,
    "edit" JSONB NOT NULL,
    "author" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "draft_edit_pkey" PRIMARY KEY ("pipeline_id","revision")
);

-- CreateTable
CREATE TABLE "version" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "graph" JSONB NOT NULL,
    "name" TEXT,
    "notes" TEXT,
    "status" TEXT NOT NULL DEFAULT 'queued',
    "problems" JSONB NOT NULL DEFAULT '[]',
    "report" JSONB,
    "published_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoint" (
    "workspace_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "pipeline_id" TEXT NOT NULL,
    "active_version_id" TEXT,
    "canary_version_id" TEXT,
    "canary_share" REAL NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_pkey" PRIMARY KEY ("workspace_id","slug")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "brand" TEXT,
    "category" TEXT,
    "price" BIGINT,
    "currency" TEXT,
    "image" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "text_hash" TEXT,
    "released_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "live_stock" (
    "workspace_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "stock" INTEGER,
    "price" BIGINT,
    "seq" BIGSERIAL NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "live_stock_pkey" PRIMARY KEY ("workspace_id","product_id")
);

-- CreateTable
CREATE TABLE "event" (
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "name" TEXT,
    "shopper_id" TEXT,
    "session_id" TEXT,
    "decision_id" TEXT,
    "payload" JSONB NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("workspace_id","message_id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "event_seen" (
    "workspace_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_seen_pkey" PRIMARY KEY ("workspace_id","message_id")
);

-- CreateTable
CREATE TABLE "interaction" (
    "workspace_id" TEXT NOT NULL,
    "shopper_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" SMALLINT NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "value_minor" BIGINT,
    "session_id" TEXT,
    "decision_id" TEXT
);

-- CreateTable
CREATE TABLE "event_dead_letter" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reason" TEXT NOT NULL,
    "event" JSONB NOT NULL,

    CONSTRAINT "event_dead_letter_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "decision" (
    "workspace_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "endpoint" TEXT NOT NULL,
    "version_id" TEXT,
    "plan_id" TEXT,
    "unit" TEXT,
    "outcome" TEXT NOT NULL,
    "total_us" INTEGER NOT NULL,
    "trace_id" TEXT,
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "payload" BYTEA NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("workspace_id","id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "decision_spool" (
    "file" TEXT NOT NULL,
    "position" BIGINT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "decision_spool_pkey" PRIMARY KEY ("file")
);

-- CreateTable
CREATE TABLE "blob" (
    "hash" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "collection" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "embedder" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "vector_blob" TEXT,
    "keyword_blob" TEXT,
    "covisit_blob" TEXT,
    "count" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'empty',
    "meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "collection_pkey" PRIMARY KEY ("workspace_id","name")
);

-- CreateTable
CREATE TABLE "vector" (
    "workspace_id" TEXT NOT NULL,
    "collection" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "embedder" TEXT NOT NULL,
    "text_hash" TEXT NOT NULL,
    "values" BYTEA NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vector_pkey" PRIMARY KEY ("workspace_id","collection","item_id")
);

-- CreateTable
CREATE TABLE "artefact" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "blob_hash" TEXT NOT NULL,
    "meta" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artefact_pkey" PRIMARY KEY ("workspace_id","name","version")
);

-- CreateTable
CREATE TABLE "process_status" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "process_status_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE INDEX "passkey_user_id_idx" ON "passkey"("user_id");

-- CreateIndex
CREATE INDEX "passkey_credential_id_idx" ON "passkey"("credential_id");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "pipeline_workspace_id_slug_key" ON "pipeline"("workspace_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "draft_edit_pipeline_id_edit_id_key" ON "draft_edit"("pipeline_id", "edit_id");

-- CreateIndex
CREATE INDEX "version_workspace_id_created_at_idx" ON "version"("workspace_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "version_pipeline_id_number_key" ON "version"("pipeline_id", "number");

-- CreateIndex
CREATE INDEX "endpoint_pipeline_id_idx" ON "endpoint"("pipeline_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_created_at_idx" ON "api_key"("workspace_id", "created_at");

-- CreateIndex
CREATE INDEX "product_workspace_id_seq_idx" ON "product"("workspace_id", "seq");

-- CreateIndex
CREATE INDEX "live_stock_workspace_id_seq_idx" ON "live_stock"("workspace_id", "seq");

-- CreateIndex
CREATE INDEX "event_workspace_id_at_idx" ON "event"("workspace_id", "at");

-- CreateIndex
CREATE INDEX "event_workspace_id_shopper_id_at_idx" ON "event"("workspace_id", "shopper_id", "at");

-- CreateIndex
CREATE INDEX "event_workspace_id_decision_id_idx" ON "event"("workspace_id", "decision_id");

-- CreateIndex
CREATE INDEX "interaction_workspace_id_shopper_id_at_idx" ON "interaction"("workspace_id", "shopper_id", "at" DESC);

-- CreateIndex
CREATE INDEX "interaction_at_idx" ON "interaction" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "event_dead_letter_workspace_id_received_at_idx" ON "event_dead_letter"("workspace_id", "received_at" DESC);

-- CreateIndex
CREATE INDEX "decision_workspace_id_endpoint_at_idx" ON "decision"("workspace_id", "endpoint", "at" DESC);

-- CreateIndex
CREATE INDEX "process_status_kind_seen_at_idx" ON "process_status"("kind", "seen_at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passkey" ADD CONSTRAINT "passkey_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft_edit" ADD CONSTRAINT "draft_edit_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint" ADD CONSTRAINT "endpoint_pipeline_id_fkey" FOREIGN KEY ("pipeline_id") REFERENCES "pipeline"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint" ADD CONSTRAINT "endpoint_active_version_id_fkey" FOREIGN KEY ("active_version_id") REFERENCES "version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint" ADD CONSTRAINT "endpoint_canary_version_id_fkey" FOREIGN KEY ("canary_version_id") REFERENCES "version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Embeddings and artefacts do not compress: keep PostgreSQL from trying at every write.
ALTER TABLE "vector" ALTER COLUMN "values" SET STORAGE EXTERNAL;
ALTER TABLE "blob" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Compressing decisions of over 2 kB made writing them two and a half times dearer, for a third less room.
ALTER TABLE "decision" ALTER COLUMN "payload" SET STORAGE EXTERNAL;

-- Makes the missing daily partitions (UTC days) of "event" or "decision" and returns how many it made. Tables are made
-- first and attached afterwards, because attaching lets readers and writers of the parent go on.
CREATE FUNCTION ensure_day_partitions(parent TEXT, days DATE[]) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
  "day" DATE;
  partition TEXT;
  made INTEGER := 0;
BEGIN
  FOR "day" IN SELECT DISTINCT d FROM unnest(days) AS d ORDER BY d LOOP
    partition := parent || '_' || to_char("day", 'YYYYMMDD');
    CONTINUE WHEN to_regclass(quote_ident(partition)) IS NOT NULL;
    -- Attaching takes this lock anyway; taken first, it lets one caller at a time look and make.
    EXECUTE format('LOCK TABLE ONLY %I IN SHARE UPDATE EXCLUSIVE MODE', parent);
    CONTINUE WHEN to_regclass(quote_ident(partition)) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', partition, parent);
    -- Keeps a decision of up to a page in its row instead of in a table beside it; partitions do not inherit this.
    IF parent = 'decision' THEN EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 8160)', partition); END IF;
    EXECUTE format(
      'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      parent, partition, "day" || ' 00:00:00+00', ("day" + 1) || ' 00:00:00+00'
    );
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;

-- Drops the daily partitions that lie wholly before the day and returns how many: retention.
CREATE FUNCTION drop_day_partitions(parent TEXT, before DATE) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
  partition TEXT;
  dropped INTEGER := 0;
BEGIN
  FOR partition IN
    SELECT child.relname FROM pg_inherits
    JOIN pg_class child ON child.oid = pg_inherits.inhrelid
    WHERE pg_inherits.inhparent = to_regclass(quote_ident(parent))
      AND child.relname ~ ('^' || parent || '_[0-9]{8}$')
      AND right(child.relname, 8) < to_char(before, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE %I', partition);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END
$$;
