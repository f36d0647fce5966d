import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embedConformance } from "@aisle/platform/embed/embed-conformance";
import { openMiniLm } from "@aisle/platform/embed/minilm-embedder";
import { expect, it } from "vitest";
import { openServerEmbedder } from "../docs/examples/server-embedder.ts";

/** A server that speaks OpenAI's embeddings API, with the local model behind it; order and length of vectors are not kept. */
async function embeddingServer() {
  const cacheDir = mkdtempSync(join(tmpdir(), "aisle-docs-"));
  const model = await openMiniLm({ cacheDir });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly input: readonly string[] };
    const vectors = await model.embedMany(input);
    const data = vectors.map((values, index) => ({ index, embedding: Array.from(values, (value) => value * 3) }));
    response.end(JSON.stringify({ data: data.reverse() }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: async () => {
      server.close();
      await model.close();
      rmSync(cacheDir, { recursive: true });
    },
  };
}

embedConformance("The adapter of docs/add-an-adapter.md", async () => {
  const { url, close } = await embeddingServer();
  return { embed: openServerEmbedder({ url, model: "minilm", dimension: 384 }), dimension: 384, close };
});

it("the adapter of docs/add-an-adapter.md says so when the server does not answer, or not as it should", async () => {
  const nobody = openServerEmbedder({ url: "http://127.0.0.1:9/v1", model: "m", dimension: 2 });
  await expect(nobody.embed(["x"])).rejects.toMatchObject({ code: "embedder.unavailable" });
  const odd = createServer((_request, response) => response.end('{"data":[{"index":0,"embedding":[1]}]}'));
  odd.listen(0, "127.0.0.1");
  await once(odd, "listening");
  const url = `http://127.0.0.1:${(odd.address() as AddressInfo).port}`;
  await expect(openServerEmbedder({ url, model: "m", dimension: 2 }).embed(["x"])).rejects.toMatchObject({
    code: "embedder.unavailable",
  });
  odd.close();
});
