import { describe, expect, it, vi } from "vitest";
import { KeyRing, type KnownKey } from "./key-ring.ts";

const known: KnownKey = { id: "key_1", workspaceId: "ws", kind: "endpoint" };

function ring(keys: ReadonlyMap<string, KnownKey>) {
  const find = vi.fn(async (hash: string) => keys.get(hash));
  return { find, ring: new KeyRing({ ...rest, find }) };
}
const failures = { take: async () => undefined, giveBack: async () => undefined };
const rest = { hash: (key: string) => `#${key}`, mayBeKey: (text: string) => text !== "mistyped", failures };

describe("KeyRing", () => {
  it("looks a key up once, and answers at once from then on", async () => {
    const { ring: keys, find } = ring(new Map([["#k", known]]));
    expect(await keys.check("Bearer k", "endpoint", "192.0.2.1")).toBe(known);
    expect(keys.check("Bearer k", "endpoint", "192.0.2.1")).toBe(known);
    expect(keys.check("bearer k", "endpoint", "192.0.2.1")).toBe(known);
    expect(find).toHaveBeenCalledTimes(1);
    expect(keys.takeUsed()).toEqual(["key_1"]);
    expect(keys.takeUsed()).toEqual([]);
  });

  it("does not let guesses reach the database again and again", async () => {
    const { ring: keys, find } = ring(new Map());
    for (let i = 0; i < 3; i++)
      await expect(keys.check("Bearer no", "endpoint", "192.0.2.1")).rejects.toMatchObject({ code: "key.invalid" });
    expect(find).toHaveBeenCalledTimes(1);
  });

  it("does not remember a key that was read before it was revoked", async () => {
    const stored = new Map([["#k", known]]);
    let answer: () => void = () => undefined;
    const keys = new KeyRing({
      ...rest,
      find: async (hash) => {
        const found = stored.get(hash);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return found;
      },
    });
    const asked = () => new Promise((resolve) => setImmediate(resolve));
    const first = keys.check("Bearer k", "endpoint", "192.0.2.1");
    await asked();
    stored.clear();
    keys.forget();
    answer();
    await first;
    const second = Promise.resolve(keys.check("Bearer k", "endpoint", "192.0.2.1"));
    second.catch(() => undefined);
    await asked();
    answer();
    await expect(second).rejects.toMatchObject({ code: "key.invalid" });
  });

  it("answers at once for a key in force, and looks up none that cannot be one", async () => {
    const { ring: keys, find } = ring(new Map([["#k", known]]));
    const load = keys.forget();
    keys.load(new Map([["#k", known]]), load);
    expect(keys.check("Bearer k", "endpoint", "192.0.2.1")).toBe(known);
    await expect(keys.check("Bearer mistyped", "endpoint", "192.0.2.1")).rejects.toMatchObject({ code: "key.invalid" });
    expect(find).not.toHaveBeenCalled();
    // Read before the last change of keys: not taken.
    keys.forget();
    keys.load(new Map([["#old", known]]), load);
    await expect(keys.check("Bearer old", "endpoint", "192.0.2.1")).rejects.toMatchObject({ code: "key.invalid" });
  });

  it("counts a key that many requests present at once as one failure, and none that could not be looked up", async () => {
    let points = 3;
    const counted = {
      take: async () => (points === 0 ? 60 : void points--),
      giveBack: async () => void points++,
    };
    const stored = new Map([["#k", known]]);
    let isAway = false;
    const find = vi.fn(async (hash: string) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (isAway) throw new Error("away");
      return stored.get(hash);
    });
    const keys = new KeyRing({ ...rest, failures: counted, find });
    const many = (text: string) =>
      Promise.allSettled(Array.from({ length: 10 }, () => keys.check(`Bearer ${text}`, "endpoint", "192.0.2.1")));
    expect((await many("k")).map(({ status }) => status)).toEqual(new Array(10).fill("fulfilled"));
    expect(find).toHaveBeenCalledTimes(1);
    keys.forget();
    isAway = true;
    for (let i = 0; i < 5; i++) await expect(keys.check("Bearer k", "endpoint", "192.0.2.1")).rejects.toThrow("away");
    isAway = false;
    expect(await keys.check("Bearer k", "endpoint", "192.0.2.1")).toBe(known);
    const wrong = (await many("no")).map((one) => (one.status === "rejected" ? one.reason.code : one.status));
    expect(wrong.filter((code) => code === "key.invalid")).toHaveLength(3);
    expect(wrong.filter((code) => code === "rate.limited")).toHaveLength(7);
  });
});
