import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { AllowedHosts } from "./allowed-hosts.ts";
import { OutboundHttp } from "./outbound-http.ts";
import { isPublicAddress } from "./public-address.ts";

const servers: Server[] = [];
const clients: OutboundHttp[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A real server on this machine; what it got is in `seen`. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: { readonly url: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    seen.push({ url: request.url ?? "", headers: request.headers, body });
    answer(request, response);
  });
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, seen };
}

function client(allowed = "", resolve?: (host: string) => Promise<{ address: string }[]>): OutboundHttp {
  const made = new OutboundHttp({
    allowed: new AllowedHosts(allowed),
    ...(resolve === undefined ? {} : { resolve }),
  });
  clients.push(made);
  return made;
}

const ok = (_request: IncomingMessage, response: ServerResponse) => void response.end("fine");

describe("addresses", () => {
  it("counts none inside a network as public, however it is written", () => {
    const inside = [
      ..."0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255".split(
        " ",
      ),
      ..."192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 168.63.129.16".split(
        " ",
      ),
      ..."::1 :: ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001::1 fe80::1 fec0::1".split(
        " ",
      ),
      ..."fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 100::1 3fff::1 5f00::1 fe80::1%eth0 4000::1 not-an-address".split(
        " ",
      ),
    ];
    expect(inside.filter(isPublicAddress)).toEqual([]);
    const outside = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::200e"];
    expect(outside.filter(isPublicAddress)).toEqual(outside);
  });

  it("are opened by an operator one by one, by range, by name, and by port", () => {
    const allowed = new AllowedHosts(
      "10.0.0.0/8, mail.internal:2525 127.0.0.1:8025,[fd00::1]:80 fd12::/16 chat.internal",
    );
    expect(allowed.allows("x", 443, "10.1.2.3")).toBe(true);
    expect(allowed.allows("x", 443, "::ffff:10.1.2.3")).toBe(true);
    expect(allowed.allows("x", 443, "11.1.2.3")).toBe(false);
    expect(allowed.allows("127.0.0.1", 8025, "127.0.0.1")).toBe(true);
    expect(allowed.allows("127.0.0.1", 8026, "127.0.0.1")).toBe(false);
    expect(allowed.allows("MAIL.internal", 2525, "192.168.0.9")).toBe(true);
    expect(allowed.allows("mail.internal", 25, "192.168.0.9")).toBe(false);
    expect(allowed.allows("chat.internal", 1, "192.168.0.9")).toBe(true);
    expect(allowed.allows("x", 80, "fd00::1")).toBe(true);
    expect(allowed.allows("x", 1, "fd12:1::1")).toBe(true);
    expect(allowed.allows("x", 1, "fd13::1")).toBe(false);
    for (const wrong of ["10.0.0.0/40", "http://x", "a b:99999", "host:0", "x/y"])
      expect(() => new AllowedHosts(wrong)).toThrow();
  });
});

describe("requests out", () => {
  it("reach what is allowed, and nothing on this machine otherwise, by whatever name", async () => {
    const server = await serve(ok);
    const answer = await client(`127.0.0.1:${server.port}`).send({ url: `${server.url}/a?b=c` });
    expect([answer.status, answer.body.toString()]).toEqual([200, "fine"]);
    const names = [
      `127.0.0.1:${server.port}`,
      `localhost:${server.port}`,
      `[::1]:${server.port}`,
      `[::ffff:127.0.0.1]:${server.port}`,
      `2130706433:${server.port}`,
      `0x7f.1:${server.port}`,
      `0.0.0.0:${server.port}`,
      "169.254.169.254",
      "[fd00:ec2::254]",
    ];
    for (const name of names) {
      await expect(client().send({ url: `http://${name}/latest/meta-data` })).rejects.toMatchObject({
        code: "outbound.refused",
      });
    }
    expect(server.seen).toHaveLength(1);
  });

  it("refuse a name of which any address lies inside", async () => {
    const server = await serve(ok);
    const both = client("", async () => [{ address: "1.1.1.1" }, { address: "127.0.0.1" }]);
    await expect(both.send({ url: `http://shop.test:${server.port}` })).rejects.toMatchObject({
      code: "outbound.refused",
      message: expect.stringContaining("shop.test"),
    });
    expect(server.seen).toEqual([]);
  });

  it("connect to the address that was checked, whatever the name stands for by then", async () => {
    const server = await serve(ok);
    let asked = 0;
    const rebinding = client(`127.0.0.1:${server.port}`, async () => [
      { address: asked++ === 0 ? "127.0.0.1" : "10.0.0.1" },
    ]);
    expect((await rebinding.send({ url: `http://shop.test:${server.port}` })).status).toBe(200);
    expect(asked).toBe(1);
    // The name of the request goes along, not the address.
    expect(server.seen[0]!.headers.host).toBe(`shop.test:${server.port}`);
  });

  it("take no address but http and https, and no user in it", async () => {
    for (const url of ["file:///etc/passwd", "ftp://shop.example", "gopher://x", "nothing", "data:text/plain,x"])
      await expect(client().send({ url })).rejects.toMatchObject({ code: "outbound.refused" });
    const failure = await client()
      .send({ url: "https://me:hunter2@shop.example" })
      .catch((error: Error) => error);
    expect(failure).toMatchObject({ code: "outbound.refused" });
    expect((failure as Error).message).not.toContain("hunter2");
  });
});

describe("redirects", () => {
  it("are checked again: none leads inside", async () => {
    const inner = await serve(ok);
    const outer = await serve((_request, response) => {
      response.writeHead(302, { location: inner.url }).end();
    });
    const limited = client(`127.0.0.1:${outer.port}`);
    await expect(limited.send({ url: outer.url })).rejects.toMatchObject({ code: "outbound.refused" });
    expect(inner.seen).toEqual([]);
  });

  it("take no credentials along to another origin, and keep them within one", async () => {
    const other = await serve(ok);
    const first = await serve((request, response) => {
      const location = request.url === "/a" ? "/b" : `${other.url}/c`;
      response.writeHead(307, { location }).end();
    });
    const headers = { authorization: "Bearer x", cookie: "a=b", "x-api-key": "k", accept: "text/plain" };
    await client("127.0.0.1").send({ url: `${first.url}/a`, headers });
    expect(first.seen[1]!.headers).toMatchObject({ authorization: "Bearer x", "x-api-key": "k" });
    expect(other.seen[0]!.headers).toMatchObject({ accept: "text/plain" });
    for (const name of ["authorization", "cookie", "x-api-key"]) expect(other.seen[0]!.headers[name]).toBeUndefined();
  });

  it("take no body along to another origin, and are not followed for a POST unless asked", async () => {
    const other = await serve(ok);
    const first = await serve((_request, response) => {
      response.writeHead(308, { location: other.url }).end();
    });
    const post = { url: first.url, method: "POST", body: "order 17" } as const;
    expect((await client("127.0.0.1").send(post)).status).toBe(308);
    await expect(client("127.0.0.1").send({ ...post, maxRedirects: 2 })).rejects.toMatchObject({
      code: "outbound.redirect",
    });
    expect(other.seen).toEqual([]);
  });

  it("end after three", async () => {
    const round = await serve((_request, response) => {
      response.writeHead(302, { location: "/again" }).end();
    });
    await expect(client("127.0.0.1").send({ url: round.url })).rejects.toMatchObject({ code: "outbound.redirect" });
    expect(round.seen).toHaveLength(4);
  });
});

describe("limits", () => {
  it("end an answer that is too large, also one that does not say so", async () => {
    let written = 0;
    const server = await serve((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    await expect(client("127.0.0.1").send({ url: server.url, maxBytes: 100_000 })).rejects.toMatchObject({
      code: "outbound.too-large",
    });
    expect(written).toBeLessThan(50_000_000);
  });

  it("hold for silence, for headers alone and for a body that trickles", async () => {
    const silent = await serve(() => undefined);
    const headersOnly = await serve((_request, response) => void response.writeHead(200).flushHeaders());
    const trickling = await serve((_request, response) => {
      const timer = setInterval(() => response.write("x"), 20);
      response.once("close", () => clearInterval(timer));
    });
    for (const { url } of [silent, headersOnly, trickling]) {
      const started = performance.now();
      await expect(client("127.0.0.1").send({ url, timeoutMs: 300 })).rejects.toMatchObject({
        code: "outbound.timeout",
      });
      expect(performance.now() - started).toBeLessThan(3_000);
    }
  });

  it("hold for a name that is never looked up", async () => {
    const never = client("", () => new Promise(() => undefined));
    await expect(never.send({ url: "http://shop.test", timeoutMs: 200 })).rejects.toMatchObject({
      code: "outbound.timeout",
    });
  });

  it("end with the caller", async () => {
    const silent = await serve(() => undefined);
    const ended = new AbortController();
    const sent = client("127.0.0.1").send({ url: silent.url, signal: ended.signal });
    setTimeout(() => ended.abort(new Error("nobody waits")), 50);
    await expect(sent).rejects.toThrow("nobody waits");
  });

  it("say of a server that is not there that it is not", async () => {
    const server = await serve(ok);
    servers.pop()!.close();
    await expect(client("127.0.0.1").send({ url: server.url })).rejects.toMatchObject({ code: "outbound.unreachable" });
    const unknown = client("", async () => Promise.reject(new Error("ENOTFOUND")));
    await expect(unknown.send({ url: "https://shop.test/hooks/hunter2" })).rejects.toMatchObject({
      code: "outbound.unreachable",
      message: expect.not.stringContaining("hunter2"),
    });
  });
});
