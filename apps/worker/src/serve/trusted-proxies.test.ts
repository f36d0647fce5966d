import { parseTrustedProxies } from "@aisle/platform/network/trusted-proxies";
import Fastify from "fastify";
import { expect, it } from "vitest";

it("lets Fastify believe X-Forwarded-For of the listed proxies alone, whatever a caller wrote before them", async () => {
  const addressWith = async (trusted: string, forwarded: string) => {
    const server = Fastify({ trustProxy: parseTrustedProxies(trusted) });
    server.get("/", async (request) => request.ip);
    const headers = { "x-forwarded-for": forwarded };
    const { body } = await server.inject({ url: "/", headers, remoteAddress: "10.1.1.1" });
    await server.close();
    return body;
  };
  expect(await addressWith("", "203.0.113.9")).toBe("10.1.1.1");
  expect(await addressWith("10.9.0.0/16", "203.0.113.9")).toBe("10.1.1.1");
  expect(await addressWith("10.1.0.0/16", "203.0.113.9")).toBe("203.0.113.9");
  expect(await addressWith("10.1.0.0/16", "198.51.100.1, 203.0.113.9")).toBe("203.0.113.9");
  expect(await addressWith("10.1.0.0/16", "203.0.113.9, 10.1.2.2")).toBe("203.0.113.9");
});
