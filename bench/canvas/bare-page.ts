import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@aisle/platform/files/free-port";
import { build, preview } from "vite";

/** The bare page, built as one would ship it and served on a port of its own. */
export interface BarePage {
  readonly url: string;
  stop(): Promise<void>;
}

/** Builds bench/canvas/bare with Vite and serves it. */
export async function serveBarePage(): Promise<BarePage> {
  const outDir = mkdtempSync(join(tmpdir(), "aisle-bare-flow-"));
  const shared = { root: "bench/canvas/bare", configFile: false, logLevel: "warn" } as const;
  await build({ ...shared, build: { outDir, emptyOutDir: true, target: "es2022" } });
  const port = await freePort();
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: "127.0.0.1", port, strictPort: true },
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
