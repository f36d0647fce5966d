import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPayload } from "./decision-payload.ts";
import { splitTuples } from "./decision-tuple.ts";
import { sampleDecision } from "./sample-decision.ts";
import { Spool } from "./spool.ts";
import { readFrames, spoolFileHeader, spoolWriterOf } from "./spool-format.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aisle-spool-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const files = () => readdirSync(directory).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
const bytesOf = (name: string) => readFileSync(join(directory, name));
const tuplesOf = (bytes: Buffer) =>
  readFrames(bytes, spoolFileHeader.length).frames.flatMap((frame) => {
    const tuples = splitTuples(frame.tuples);
    expect(tuples).toHaveLength(frame.count);
    return tuples;
  });
const count = () => files().reduce((sum, name) => sum + tuplesOf(bytesOf(name)).length, 0);

describe("Spool", () => {
  it("has written a decision when its promise resolves, with one frame for those of a turn", async () => {
    const spool = new Spool({ directory });
    const first = spool.append(sampleDecision());
    const second = spool.append(sampleDecision());
    expect(files()).toEqual([]);
    await Promise.all([first, second]);
    expect(count()).toBe(2);
    await spool.append(sampleDecision());
    expect(readFrames(bytesOf(files()[0]!), spoolFileHeader.length).frames.map((frame) => frame.count)).toEqual([2, 1]);
    spool.close();
  });

  it("names this process as the writer, and marks a closed file as whole", async () => {
    const spool = new Spool({ directory });
    await spool.append(sampleDecision());
    expect(readFrames(bytesOf(files()[0]!), spoolFileHeader.length).whole).toBe(false);
    void spool.append(sampleDecision());
    spool.close();
    expect(count()).toBe(2);
    expect(readFrames(bytesOf(files()[0]!), spoolFileHeader.length).whole).toBe(true);
    expect(spoolWriterOf(files()[0]!)?.pid).toBe(process.pid);
    await expect(spool.append(sampleDecision())).rejects.toThrow(/closed/);
  });

  it("begins another file when one has grown large", async () => {
    const spool = new Spool({ directory, rotateBytes: 5000 });
    for (let i = 0; i < 20; i++) await spool.append(sampleDecision());
    spool.close();
    expect(files().length).toBeGreaterThan(3);
    expect(count()).toBe(20);
    for (const name of files()) expect(readFrames(bytesOf(name), spoolFileHeader.length).whole).toBe(true);
  });

  it("takes decisions of every size, and goes on after one that cannot be written", async () => {
    const spool = new Spool({ directory });
    const large = sampleDecision({ request: { text: "x".repeat(3_000_000) } });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const bad = spool.append(sampleDecision({ request: circular as never }));
    await Promise.all([spool.append(sampleDecision()), spool.append(large), expect(bad).rejects.toThrow(/circular/i)]);
    await spool.append(sampleDecision());
    spool.close();
    expect(count()).toBe(3);
  });

  it("makes its directory again when somebody removed it", async () => {
    const inner = join(directory, "inner");
    const spool = new Spool({ directory: inner });
    rmSync(inner, { recursive: true });
    await spool.append(sampleDecision());
    spool.close();
    directory = inner;
    expect(count()).toBe(1);
    directory = join(inner, "..");
  });

  it("splits what is taken in one turn into frames, and stores the largest decision in parts of it", async () => {
    const spool = new Spool({ directory });
    const big = (bytes: number) => sampleDecision({ request: { text: "ж".repeat(bytes / 2) } });
    const candidates = [
      { node: "sort", items: Array.from({ length: 700_000 }, (_, i) => ({ item: `p${i}`, score: i })) },
    ];
    await Promise.all([
      ...Array.from({ length: 8 }, () => spool.append(big(1_500_000))),
      spool.append(sampleDecision({ candidates })),
      spool.append(big(20_000_000)),
      spool.append(sampleDecision()),
    ]);
    spool.close();
    const bytes = bytesOf(files()[0]!);
    const { frames } = readFrames(bytes, spoolFileHeader.length);
    for (const frame of frames) expect(frame.tuples.length).toBeLessThan(13_000_000);
    expect(frames.length).toBeGreaterThan(2);
    const payloads = tuplesOf(bytes).map((tuple) => readPayload(payloadOf(tuple)));
    expect(payloads).toHaveLength(11);
    expect(payloads.map(({ leftOut }) => leftOut)).toEqual([
      ...Array.from({ length: 8 }, () => undefined),
      ["candidates"],
      ["candidates", "request"],
      undefined,
    ]);
    expect(payloads[8]).not.toHaveProperty("candidates");
    expect(payloads[8]!.slots).toHaveLength(10);
    expect(payloads[8]!.notes!.at(-1)!.message).toMatch(/too large.*candidates left out/i);
    expect(payloads[9]).toMatchObject({ request: {}, slots: { length: 10 }, steps: { length: 5 } });
  });
});

/** The last column of a tuple. */
function payloadOf(tuple: Buffer): Buffer {
  let at = 2;
  for (let column = 1; column < tuple.readInt16BE(0); column++) at += 4 + Math.max(0, tuple.readInt32BE(at));
  return tuple.subarray(at + 4);
}

describe("readFrames", () => {
  async function someBytes(): Promise<Buffer> {
    const spool = new Spool({ directory });
    for (let i = 0; i < 5; i++) await spool.append(sampleDecision());
    return bytesOf(files()[0]!);
  }

  it("gives the whole frames of a file cut off anywhere, and resumes where they end", async () => {
    const bytes = await someBytes();
    const frames = readFrames(bytes, spoolFileHeader.length).frames.length;
    for (let cut = spoolFileHeader.length; cut <= bytes.length; cut += 7) {
      const first = readFrames(bytes.subarray(0, cut), spoolFileHeader.length);
      expect(first.damagedBytes).toBe(0);
      expect(first.frames.length + readFrames(bytes, first.end).frames.length).toBe(frames);
    }
  });

  it("skips damage to the next whole frame", async () => {
    const bytes = await someBytes();
    fc.assert(
      fc.property(
        fc.integer({ min: spoolFileHeader.length, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, bits) => {
          const damaged = Buffer.from(bytes);
          damaged[at]! ^= bits;
          const read = readFrames(damaged, spoolFileHeader.length);
          // Five frames, and one was hit. Nothing is known of what follows the last.
          expect(read.frames.length).toBe(4);
          const good = new Set(tuplesOf(bytes).map((tuple) => tuple.toString("hex")));
          for (const frame of read.frames)
            for (const tuple of splitTuples(frame.tuples)) expect(good.has(tuple.toString("hex"))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
