-- Names a workspace in the public payload for SDKs; no secret.
ALTER TABLE "workspace" ADD COLUMN "client_key" TEXT NOT NULL DEFAULT ('sdk-' || replace(gen_random_uuid()::text, '-', ''));
CREATE UNIQUE INDEX "workspace_client_key_key" ON "workspace"("client_key");
