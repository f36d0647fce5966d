import { hostname } from "node:os";
import { expect, it } from "vitest";
import { hostNameOf, ownHosts } from "./own-hosts.ts";

it("knows the loopback names, and the address that is listened on", () => {
  expect([...ownHosts("127.0.0.1")]).toEqual(["127.0.0.1", "localhost", "[::1]"]);
  expect(ownHosts("192.0.2.7").has("192.0.2.7")).toBe(true);
  expect(ownHosts("FD00::7").has("[fd00::7]")).toBe(true);
  expect(ownHosts("0.0.0.0").has(hostname().toLowerCase())).toBe(true);
  expect(ownHosts("0.0.0.0").has("0.0.0.0")).toBe(false);
});

it.each([
  ["localhost:4401", "localhost"],
  ["Shop.Example", "shop.example"],
  ["[::1]:4401", "[::1]"],
  ["a b", undefined],
  ["a@b", undefined],
  ["a/b", undefined],
  ["host:port", undefined],
  ["", undefined],
  [undefined, undefined],
])("reads the name of Host %j", (header, name) => {
  expect(hostNameOf(header)).toBe(name);
});
