import { open, unlink } from "node:fs/promises";
import { basename } from "node:path";
import type { Pool } from "pg";
import { DayPartitions } from "../postgres/day-partitions.ts";
import { withClient } from "../postgres/with-client.ts";
import { columnsOf, readTupleHead, splitTuples } from "./decision-tuple.ts";
import { maxFrameBytes, spoolWriterOf } from "./spool-format.ts";
import { storeTuples } from "./store-tuples.ts";

const suffix = ".rejected";
const readBytes = 4 << 20;

/** True for a file of refused decisions, as Aisle left them beside a spool before they had a table. */
export function isRejectedFile(name: string): boolean {
  return name.endsWith(suffix) && spoolWriterOf(name.slice(0, -suffix.length)) !== undefined;
}

/** Stores the decisions of such a file, refused ones in their table, and removes it; returns how many it held. */
export async function storeRejectedFile(pool: Pool, path: string): Promise<number> {
  const partitions = new DayPartitions(pool, "decision");
  const file = await open(path, "r");
  let count = 0;
  try {
    let bytes = Buffer.alloc(readBytes);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) break;
      const whole = wholeTuples(bytes.subarray(0, bytesRead));
      if (whole.length === 0) {
        if (bytesRead < bytes.length || bytes.length >= maxFrameBytes)
          throw new Error(`${bytesRead} bytes from ${at} on are no decision; move the file away.`);
        bytes = Buffer.alloc(2 * bytes.length);
        continue;
      }
      at += whole.length;
      const tuples = splitTuples(whole);
      count += tuples.length;
      const times = tuples.map((tuple) => readTupleHead(tuple).at);
      const columns = columnsOf(tuples[0]!);
      await partitions.writing(times, () =>
        storeTuples({ tuples: whole, columns, file: basename(path) }, (work) =>
          withClient(pool, async (client) => {
            await client.query("begin");
            const refused = await work(client);
            await client.query("commit");
            return refused;
          }),
        ),
      );
    }
  } finally {
    await file.close();
  }
  await unlink(path);
  return count;
}

/** The whole tuples at the beginning of the bytes. */
function wholeTuples(bytes: Buffer): Buffer {
  let end = 0;
  for (let at = 0; at + 2 <= bytes.length; ) {
    let columns = bytes.readInt16BE(at);
    at += 2;
    for (; columns > 0 && at + 4 <= bytes.length; columns--) at += 4 + Math.max(0, bytes.readInt32BE(at));
    if (columns > 0 || at > bytes.length) break;
    end = at;
  }
  return bytes.subarray(0, end);
}
