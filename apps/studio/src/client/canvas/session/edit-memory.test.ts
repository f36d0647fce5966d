import { expect, it } from "vitest";
import { localEditMemory } from "./edit-memory.ts";

/** A browser's storage with room for so many letters. */
function storageOf(room = 10_000): Storage {
  const values = new Map<string, string>();
  const used = () => [...values].reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const methods = {
    getItem: (key: string) => values.get(key) ?? null,
    removeItem: (key: string) => void values.delete(key),
    setItem: (key: string, value: string) => {
      if (used() + value.length > room) throw new DOMException("full", "QuotaExceededError");
      values.set(key, value);
    },
  };
  // `Object.keys(localStorage)` gives the keys that are stored.
  return new Proxy(methods as unknown as Storage, {
    ownKeys: () => [...values.keys()],
    getOwnPropertyDescriptor: (_target, key) =>
      values.has(String(key)) ? { enumerable: true, configurable: true, value: values.get(String(key)) } : undefined,
  });
}

const edit = (id: string) => ({ editId: id, edit: { do: "remove-node" as const, id: "a" } });
const refused = { ...edit("r"), reason: "the node a is gone" };

it("keeps waiting and refused edits over a reload, and forgets what is done", () => {
  const storage = storageOf();
  const tab = localEditMemory("pipe", "tab1", () => storage);
  expect(tab.save({ waiting: [edit("1")], refused: [refused] })).toBe(true);
  const reloaded = localEditMemory("pipe", "tab2", () => storage);
  expect(reloaded.load()).toEqual({ waiting: [edit("1")], refused: [refused] });
  reloaded.save({ waiting: [], refused: [] });
  expect(localEditMemory("pipe", "tab3", () => storage).load()).toEqual({ waiting: [], refused: [] });
});

it("takes over what several tabs left, each edit once, and nothing of another pipeline", () => {
  const storage = storageOf();
  localEditMemory("pipe", "tab1", () => storage).save({ waiting: [edit("1"), edit("2")], refused: [] });
  localEditMemory("pipe", "tab2", () => storage).save({ waiting: [edit("2"), edit("3")], refused: [] });
  localEditMemory("other", "tab1", () => storage).save({ waiting: [edit("9")], refused: [] });
  const next = localEditMemory("pipe", "tab3", () => storage);
  expect(
    next
      .load()
      .waiting.map((one) => one.editId)
      .sort(),
  ).toEqual(["1", "2", "3"]);
  expect(Object.keys(storage).sort()).toEqual(["aisle-edits:other:tab1", "aisle-edits:pipe:tab3"]);
});

it("says when there is no room, reads what an earlier version wrote, and is not stopped by a broken entry", () => {
  const full = storageOf(60);
  const tab = localEditMemory("pipe", "tab1", () => full);
  expect(tab.save({ waiting: [edit("1")], refused: [] })).toBe(false);
  expect(tab.save({ waiting: [], refused: [] })).toBe(true);
  const storage = storageOf();
  storage.setItem("aisle-edits:pipe:old", JSON.stringify([edit("1")]));
  storage.setItem("aisle-edits:pipe:broken", "{");
  expect(localEditMemory("pipe", "tab2", () => storage).load().waiting).toEqual([edit("1")]);
  const forbidden = localEditMemory("pipe", "tab3", () => {
    throw new DOMException("denied", "SecurityError");
  });
  expect(forbidden.load()).toEqual({ waiting: [], refused: [] });
  expect(forbidden.save({ waiting: [edit("1")], refused: [] })).toBe(false);
});
