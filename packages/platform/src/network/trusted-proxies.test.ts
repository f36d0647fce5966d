import { expect, it } from "vitest";
import { z } from "zod";
import { readVariables, sharedVariables } from "../process/read-environment.ts";
import { parseTrustedProxies } from "./trusted-proxies.ts";

it("reads addresses, ranges and names, with blanks and empty entries", () => {
  expect(parseTrustedProxies(" 10.0.0.1, 172.16.0.0/12,,fd00::/8 , ::1, loopback ")).toEqual([
    "10.0.0.1",
    "172.16.0.0/12",
    "fd00::/8",
    "::1",
    "loopback",
  ]);
  expect(parseTrustedProxies("")).toEqual([]);
});

it.each([
  "10.0.0.0/0",
  "::/0",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0",
  "proxy.internal",
  "*",
  "1.2.3.4/8/8",
  "fe80::1%eth0",
])("refuses %s", (entry) => {
  expect(() => parseTrustedProxies(`10.0.0.1,${entry}`)).toThrow(entry);
});

it("names the variable of a wrong list", () => {
  const schema = z.object({ AISLE_TRUSTED_PROXIES: sharedVariables.AISLE_TRUSTED_PROXIES });
  expect(readVariables(schema, {}).AISLE_TRUSTED_PROXIES).toEqual([]);
  expect(() => readVariables(schema, { AISLE_TRUSTED_PROXIES: "everybody" })).toThrow(
    /AISLE_TRUSTED_PROXIES: .*everybody/,
  );
});
