import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// The native schema engine would have to be downloaded; ours runs npm's wasm build of it.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL("scripts/prisma-schema-engine.mjs", import.meta.url));
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://127.0.0.1:5432/aisle" },
});
