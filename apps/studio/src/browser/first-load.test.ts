import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const client = fileURLToPath(new URL("../../dist/client", import.meta.url));
const maxKb = 250;

describe.skipIf(!existsSync(`${client}/index.html`))("the built client", () => {
  it(`loads at most ${maxKb} KB of zipped script before the canvas`, () => {
    const page = readFileSync(`${client}/index.html`, "utf8");
    const first = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path!);
    const loaded = new Set<string>();
    // What a script imports by itself is loaded with it; what it asks for later is not.
    const load = (path: string) => {
      if (loaded.has(path)) return;
      loaded.add(path);
      const text = readFileSync(client + path, "utf8");
      for (const [, name] of text.matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) load(`/assets/${name}`);
    };
    for (const path of first) load(path);
    expect(loaded.size).toBeGreaterThan(1);
    expect([...loaded].filter((path) => /canvas|traffic-charts/.test(path))).toEqual([]);
    const bytes = [...loaded].reduce((sum, path) => sum + gzipSync(readFileSync(client + path)).length, 0);
    expect(bytes / 1024).toBeLessThan(maxKb);
  });
});
