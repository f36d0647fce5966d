import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AisleError } from "@aisle/runtime/errors";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readTupleHead, splitTuples } from "./decision-tuple.ts";
import { sampleDecision } from "./sample-decision.ts";
import { Spool } from "./spool.ts";
import { readFrames, spoolFileHeader } from "./spool-format.ts";
import { nodeFiles, type SpoolFiles } from "./spool-output.ts";

let directory: string;
let messages: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aisle-full-"));
  messages = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

/** The ids in all files, in the order in which they were written. */
const written = () =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".spool"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap((name) => readFrames(readFileSync(join(directory, name)), spoolFileHeader.length, true).frames)
    .flatMap((frame) => splitTuples(frame.tuples))
    .map((tuple) => readTupleHead(tuple).id);

const noSpace = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

/** Files on a disk of so many bytes, which are written as far as they go. */
function smallDisk(freeBytes: number) {
  const disk = { freeBytes, cannotTruncate: false };
  const files: SpoolFiles = {
    ...nodeFiles,
    write(file, bytes, from, position) {
      const fits = Math.min(disk.freeBytes, bytes.length - from);
      if (fits === 0) throw noSpace();
      disk.freeBytes -= fits;
      return nodeFiles.write(file, bytes.subarray(0, from + fits), from, position);
    },
    truncate(file, size) {
      if (disk.cannotTruncate) throw noSpace();
      nodeFiles.truncate(file, size);
    },
  };
  return { disk, files };
}

for (const cannotTruncate of [false, true])
  it(`answers while the disk is full, and writes what waited in its order${cannotTruncate ? ", in another file when this one cannot be cut" : ""}`, async () => {
    const { disk, files } = smallDisk(30_000);
    disk.cannotTruncate = cannotTruncate;
    const spool = new Spool({ directory, files, onTrouble: (message) => messages.push(message) });
    const ids: string[] = [];
    const append = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const decision = sampleDecision();
        await spool.append(decision);
        ids.push(decision.id);
      }
    };
    await append(100);
    expect(spool.trouble).toMatch(/disk is full.*decisions wait in memory.*still answered/);
    expect(spool.isFull).toBe(false);
    const before = written();
    expect(before.length).toBeLessThan(40);
    expect(before).toEqual(ids.slice(0, before.length));
    expect(messages).toEqual([expect.stringMatching(/disk is full/)]);
    // Space for some of them, then for all.
    disk.freeBytes = 50_000;
    await expect.poll(() => written().length, { timeout: 3000 }).toBeGreaterThan(before.length);
    await append(5);
    expect(written()).toEqual(ids.slice(0, written().length));
    disk.freeBytes = 10_000_000;
    await expect.poll(() => spool.trouble, { timeout: 3000 }).toBeUndefined();
    await append(5);
    spool.close();
    expect(written()).toEqual(ids);
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatch(/can be written again/);
  });

it("refuses decisions once too much waits, or for too long, until there is space again", async () => {
  const { disk, files } = smallDisk(0);
  const options = { directory, files, onTrouble: (message: string) => messages.push(message) };
  const large = new Spool({ ...options, maxWaitingBytes: 20_000 });
  const ids: string[] = [];
  const full = async () => {
    for (let i = 0; i < 100; i++) {
      const decision = sampleDecision();
      try {
        await large.append(decision);
        ids.push(decision.id);
      } catch (error) {
        return error;
      }
    }
    return undefined;
  };
  expect(await full()).toMatchObject({ code: "serving.log-full", row: { status: 503, retryable: true } });
  expect(ids.length).toBeGreaterThan(5);
  expect(large.isFull).toBe(true);
  expect(large.trouble).toMatch(/requests are refused/);
  disk.freeBytes = 1_000_000;
  await expect.poll(() => large.isFull, { timeout: 3000 }).toBe(false);
  await large.append(sampleDecision());
  expect(written().slice(0, ids.length)).toEqual(ids);
  large.close();

  disk.freeBytes = 0;
  const long = new Spool({ ...options, maxWaitingMs: 100 });
  await long.append(sampleDecision());
  await sleep(150);
  await expect(long.append(sampleDecision())).rejects.toBeInstanceOf(AisleError);
  long.close();
  expect(messages.at(-1)).toMatch(/ends with 1 decisions that could not be written/);
});

it("leaves no file behind whose beginning could not be written", async () => {
  const { disk, files } = smallDisk(5);
  const spool = new Spool({ directory, files });
  await spool.append(sampleDecision());
  expect(readdirSync(directory)).toEqual([]);
  disk.freeBytes = 100_000;
  await expect.poll(() => written().length, { timeout: 3000 }).toBe(1);
  spool.close();
});

const canMount = process.platform === "linux" && process.getuid?.() === 0 && mounts();

function mounts(): boolean {
  const place = mkdtempSync(join(tmpdir(), "aisle-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

it.skipIf(!canMount)("loses nothing on a real file system that is full for a while", async () => {
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "none", directory]);
  try {
    const spool = new Spool({ directory, onTrouble: (message) => messages.push(message) });
    const ids: string[] = [];
    const append = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const decision = sampleDecision();
        await spool.append(decision);
        ids.push(decision.id);
      }
    };
    writeFileSync(join(directory, "ballast"), Buffer.alloc(180_000));
    await append(150);
    expect(spool.trouble).toMatch(/disk is full/);
    rmSync(join(directory, "ballast"));
    await expect.poll(() => spool.trouble, { timeout: 3000 }).toBeUndefined();
    await append(3);
    spool.close();
    expect(written()).toEqual(ids);
  } finally {
    execFileSync("umount", [directory]);
  }
});
