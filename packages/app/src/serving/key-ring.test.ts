import { describe, expect, it, vi } from "vitest";
import { KeyRing, type KnownKey } from "./key-ring.ts";

const known: KnownKey = { id: "key_1", workspaceId: "ws", kind: "endpoint" };

function ring(keys: ReadonlyMap<string, KnownKey>) {
  const find = vi.fn(async (hash: string) => keys.get(hash));
  return { find, ring: new KeyRing({ hash: (key) => `#${key}`, find }) };
}

describe("KeyRing", () => {
  it("looks a key up once, and answers at once from then on", async () => {
    const { ring: keys, find } = ring(new Map([["#k", known]]));
    expect(await keys.check("Bearer k", "endpoint")).toBe(known);
    expect(keys.check("Bearer k", "endpoint")).toBe(known);
    expect(keys.check("bearer k", "endpoint")).toBe(known);
    expect(find).toHaveBeenCalledTimes(1);
    expect(keys.takeUsed()).toEqual(["key_1"]);
    expect(keys.takeUsed()).toEqual([]);
  });

  it("does not let guesses reach the database again and again", async () => {
    const { ring: keys, find } = ring(new Map());
    for (let i = 0; i < 3; i++)
      await expect(keys.check("Bearer no", "endpoint")).rejects.toMatchObject({ code: "key.invalid" });
    expect(find).toHaveBeenCalledTimes(1);
  });

  it("does not remember a key that was read before it was revoked", async () => {
    const stored = new Map([["#k", known]]);
    let answer: () => void = () => undefined;
    const keys = new KeyRing({
      hash: (key) => `#${key}`,
      find: async (hash) => {
        const found = stored.get(hash);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return found;
      },
    });
    const first = keys.check("Bearer k", "endpoint");
    stored.clear();
    keys.forget();
    answer();
    await first;
    const second = keys.check("Bearer k", "endpoint");
    answer();
    await expect(second).rejects.toMatchObject({ code: "key.invalid" });
  });
});
