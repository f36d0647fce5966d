import { afterEach, expect, it, vi } from "vitest";
import { PresenceBoard, type Present } from "./presence-board.ts";

/** Two processes of the studio that hear each other, and themselves, as PostgreSQL would have it. */
function twoBoards() {
  const takers: ((notice: never) => void)[] = [];
  const make = () =>
    new PresenceBoard((take) => {
      takers.push(take as (notice: never) => void);
      return {
        send: (notice) => queueMicrotask(() => takers.forEach((other) => void other(notice as never))),
        close: async () => undefined,
      };
    });
  return [make(), make()] as const;
}

const ines = { tabId: "tab_ines_1", userId: "u_ines", name: "Ines" };
const mira = { tabId: "tab_mira_1", userId: "u_mira", name: "Mira" };
const leaving = new AbortController();

/** Reads a stream in the background; what came last stands in `seen`. */
function watch(board: PresenceBoard, person: typeof ines, workspace = "ws_a", signal = leaving.signal) {
  const read: { seen: readonly Present[]; readonly texts: string[] } = { seen: [], texts: [] };
  void (async () => {
    for await (const text of board.stay(workspace, "pipe_1", person, signal)) {
      read.texts.push(text);
      read.seen = (JSON.parse(text) as readonly Present[]).filter(({ tabId }) => tabId !== person.tabId);
    }
  })();
  return read;
}

const boards: PresenceBoard[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const board of boards.splice(0)) await board.close();
});

it("shows people of two processes to each other with what they select, until they leave", async () => {
  const [here, there] = twoBoards();
  boards.push(here, there);
  const miraLeaves = new AbortController();
  const forInes = watch(here, ines);
  const forMira = watch(there, mira, "ws_a", miraLeaves.signal);
  // Whoever comes late hears at once who was there before.
  await vi.waitFor(() => expect([forInes.seen, forMira.seen].map((seen) => seen[0]?.name)).toEqual(["Mira", "Ines"]));
  there.select("ws_a", "pipe_1", mira.tabId, mira.userId, ["n_fuse"]);
  await vi.waitFor(() => expect(forInes.seen).toEqual([{ ...mira, nodes: ["n_fuse"] }]));
  miraLeaves.abort();
  await vi.waitFor(() => expect(forInes.seen).toEqual([]));
});

it("lets nobody speak for another's tab, nor look into another workspace", async () => {
  const [here] = twoBoards();
  boards.push(here);
  const forInes = watch(here, ines);
  const outsider = watch(here, { ...mira, tabId: "tab_outsider" }, "ws_b");
  watch(here, mira);
  await vi.waitFor(() => expect(forInes.seen).toHaveLength(1));
  here.select("ws_a", "pipe_1", mira.tabId, ines.userId, ["n_fuse"]);
  here.select("ws_b", "pipe_1", mira.tabId, mira.userId, ["n_fuse"]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(forInes.seen).toEqual([{ ...mira, nodes: [] }]);
  expect(outsider.seen).toEqual([]);
});

it("forgets the tabs of a process that died without a word", async () => {
  vi.useFakeTimers();
  let take: (notice: never) => void = () => undefined;
  const board = new PresenceBoard((taker) => {
    take = taker as (notice: never) => void;
    return { send: () => undefined, close: async () => undefined };
  });
  boards.push(board);
  const forInes = watch(board, ines);
  take({
    by: "another",
    at: "ws_a/pipe_1",
    tab: mira.tabId,
    who: { user: mira.userId, name: "Mira", nodes: [] },
  } as never);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(forInes.seen).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(40_000);
  expect(forInes.seen).toHaveLength(0);
});

it("writes a change once for all streams of a pipeline, and gathers changes that come together", async () => {
  const [here] = twoBoards();
  boards.push(here);
  const stringify = vi.spyOn(JSON, "stringify");
  const reads = Array.from({ length: 200 }, (_, at) => watch(here, { ...ines, tabId: `tab_${at}_ines` }));
  await vi.waitFor(() => expect(reads.every(({ texts }) => texts.at(-1)?.includes("tab_99_ines"))).toBe(true));
  const before = reads.map(({ texts }) => texts.length);
  stringify.mockClear();
  for (let at = 0; at < 200; at++) here.select("ws_a", "pipe_1", `tab_${at}_ines`, ines.userId, [`n_${at}`]);
  await vi.waitFor(() => expect(reads.every(({ texts }) => texts.at(-1)?.includes("n_99"))).toBe(true));
  const written = stringify.mock.calls.length;
  stringify.mockRestore();
  expect(written).toBeLessThanOrEqual(2);
  // One and the same text, at most twice, where it would have been 200 texts of 200 entries each.
  expect(new Set(reads.map(({ texts }) => texts.at(-1))).size).toBe(1);
  expect(Math.max(...reads.map(({ texts }, at) => texts.length - before[at]!))).toBeLessThanOrEqual(2);
});
