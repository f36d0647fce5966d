import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dot, embedConformance } from "./embed-conformance.ts";
import { type LocalEmbedder, openMiniLm } from "./minilm-embedder.ts";
import { miniLmModel } from "./minilm-model.ts";
import { miniLmFiles } from "./minilm-package.ts";

let cacheDir: string;
let embedder: LocalEmbedder;

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "aisle-embed-"));
  embedder = await openMiniLm({ cacheDir });
});

afterAll(async () => {
  await embedder.close();
  await rm(cacheDir, { recursive: true });
});

embedConformance("MiniLM", async () => {
  const own = await openMiniLm({ cacheDir });
  return { embed: own, dimension: 384, close: () => own.close() };
});

describe("MiniLM", () => {
  it("comes to the similarities that Sentence Transformers publishes for the model (quickstart of sbert.net)", async () => {
    const texts = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."];
    const [weather, sunny, stadium] = await embedder.embedMany(texts);
    expect(Math.abs(dot(weather!, sunny!) - 0.666)).toBeLessThan(0.02);
    expect(Math.abs(dot(weather!, stadium!) - 0.1046)).toBeLessThan(0.02);
    expect(Math.abs(dot(sunny!, stadium!) - 0.1411)).toBeLessThan(0.02);
  });

  it("embeds many texts bit for bit as it embeds one, with progress", async () => {
    const texts = Array.from({ length: 70 }, (_, i) => `usb cable ${i} m`);
    const steps: number[] = [];
    const many = await embedder.embedMany(texts, { onProgress: (done) => steps.push(done) });
    const [one] = await embedder.embed([texts[33]!]);
    expect(many[33]).toEqual(one!.values);
    expect(steps).toEqual([64, 70]);
  });

  it("stops when it is asked to", async () => {
    const abort = new AbortController();
    const running = embedder.embedMany(Array(500).fill("red shoes"), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
  });
});

describe("the converted model", () => {
  it("is stored once, and written again when its file is damaged", async () => {
    const name = (await readdir(cacheDir)).find((file) => file.endsWith(".onnx"))!;
    const whole = await readFile(join(cacheDir, name));
    await truncate(join(cacheDir, name), 1000);
    expect(Buffer.compare(await miniLmModel(cacheDir), whole)).toBe(0);
    expect(Buffer.compare(await readFile(join(cacheDir, name)), whole)).toBe(0);
    expect((await readdir(cacheDir)).filter((file) => file.endsWith(".tmp"))).toEqual([]);
  });

  it("is not made of damaged weights", async () => {
    const empty = join(cacheDir, "empty");
    const bytes = await readFile(miniLmFiles.weights.path);
    bytes[1_000_000]! ^= 1;
    const path = join(cacheDir, "damaged.safetensors");
    await writeFile(path, bytes);
    await expect(miniLmModel(empty, { ...miniLmFiles.weights, path })).rejects.toMatchObject({
      code: "model.checksum",
    });
    const missing = { ...miniLmFiles.weights, path: join(cacheDir, "missing") };
    await expect(miniLmModel(empty, missing)).rejects.toMatchObject({ code: "embedder.unavailable" });
  });
});
