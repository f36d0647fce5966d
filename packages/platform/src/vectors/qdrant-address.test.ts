import { describe, expect, it } from "vitest";
import { qdrantAddress } from "./qdrant-address.ts";
import { startStandIn } from "./qdrant-stand-in/stand-in-server.ts";
import { openQdrantStore } from "./qdrant-store.ts";

describe("QDRANT_URL", () => {
  it.each([
    ["http://q.example", { host: "q.example", port: 6333, https: false, prefix: "" }],
    ["http://q.example:80", { host: "q.example", port: 80, https: false, prefix: "" }],
    ["https://q.example:443/", { host: "q.example", port: 443, https: true, prefix: "" }],
    ["https://q.example:443/qdrant/", { host: "q.example", port: 443, https: true, prefix: "/qdrant" }],
    ["http://[::1]:6333/a/b", { host: "[::1]", port: 6333, https: false, prefix: "/a/b" }],
    [" HTTP://127.0.0.1:7000 ", { host: "127.0.0.1", port: 7000, https: false, prefix: "" }],
  ])("%s keeps its port and its path", (url, address) => {
    expect(qdrantAddress(url)).toEqual(address);
  });

  it.each([
    "",
    "localhost:6333",
    "q.example",
    "ftp://q.example",
    "http://",
    "http://name:secret@q.example",
    "http://q.example?a=1",
  ])("%s is refused with what to write, and without what it holds", (url) => {
    expect(() => qdrantAddress(url)).toThrow(/QDRANT_URL .*http:\/\/127\.0\.0\.1:6333/);
    expect(() => qdrantAddress(url)).not.toThrow(/secret/);
  });

  it("with a path is asked under that path", async () => {
    const paths = new Set<string>();
    const server = await startStandIn(({ path }) => paths.add(path));
    const store = openQdrantStore({
      url: `${server.url}/behind/proxy`,
      installation: async () => "i",
      workspaceId: "w",
    });
    await store.info("things");
    expect([...paths]).toEqual(["/behind/proxy/collections/aisle.i.w.things"]);
    await server.close();
  });
});
