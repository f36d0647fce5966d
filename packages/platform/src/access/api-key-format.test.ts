import { expect, it } from "vitest";
import { mayBeApiKey, newApiKey } from "./api-key-format.ts";

it("takes every new key, and every key from before there was a checksum", () => {
  for (const kind of ["endpoint", "write"] as const) {
    for (let i = 0; i < 200; i++) expect(mayBeApiKey(newApiKey(kind))).toBe(true);
  }
  expect(mayBeApiKey(`aisle_live_${"x".repeat(43)}`)).toBe(true);
});

it("knows a key with one wrong, missing or further character, or another kind's prefix, for no key", () => {
  const key = newApiKey("endpoint");
  for (let at = 0; at < key.length; at++) {
    const other = key[at] === "A" ? "B" : "A";
    expect(mayBeApiKey(key.slice(0, at) + other + key.slice(at + 1)), `place ${at}`).toBe(false);
  }
  for (const text of [
    "",
    `${key}x`,
    key.slice(0, -1),
    key.slice(1),
    ` ${key}`,
    key.replace("live", "write"),
    "x".repeat(1e6),
  ])
    expect(mayBeApiKey(text)).toBe(false);
});
