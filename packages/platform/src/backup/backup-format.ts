import { createHash } from "node:crypto";
import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";

/** The version of the file format below. */
export const backupFormat = 1;

/**
 * The first frame of a backup. A backup is gzip of frames, each of 1 byte kind, 4 bytes length (big-endian), and body:
 * header, then for each table a table frame, data frames (PostgreSQL's COPY text format, which every version reads) and
 * a count frame, then one checksum frame: SHA-256 of all bytes before it.
 */
const headerSchema = z.object({
  format: z.number().int(),
  createdAt: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  /** Schema version of the job queue's own tables; null when the queue is not stored in this database. */
  queueVersion: z.number().int().nullable(),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), value: z.string() })),
});
export type BackupHeader = z.infer<typeof headerSchema>;

const tableSchema = z.object({
  schema: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  /** UTC days that a day-partitioned table needs. */
  days: z.array(z.string()),
});
export type BackupTable = z.infer<typeof tableSchema>;

/** A part of a backup. */
export type Frame =
  | { readonly kind: "header"; readonly header: BackupHeader }
  | { readonly kind: "table"; readonly table: BackupTable }
  | { readonly kind: "data"; readonly bytes: Buffer }
  | { readonly kind: "count"; readonly rows: number };

const codes = { header: 0x48, table: 0x54, data: 0x44, count: 0x43, checksum: 0x5a } as const;
const prefixBytes = 5;
/** Data frames are cut to at most this; a longer frame in a file is damage, not data. */
const maxBodyBytes = 16_000_000;

/** Turns frames into the bytes of a backup, before gzip. */
export async function* encodeFrames(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const frame of frames) {
    for (const bytes of encodeFrame(frame)) {
      hash.update(bytes);
      yield bytes;
    }
  }
  yield framed(codes.checksum, hash.digest());
}

function* encodeFrame(frame: Frame): Generator<Buffer> {
  switch (frame.kind) {
    case "header":
      return yield framed(codes.header, json(frame.header));
    case "table":
      return yield framed(codes.table, json(frame.table));
    case "count":
      return yield framed(codes.count, json(frame.rows));
    case "data":
      for (let at = 0; at < frame.bytes.length; at += maxBodyBytes) {
        yield framed(codes.data, frame.bytes.subarray(at, at + maxBodyBytes));
      }
  }
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function framed(code: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(prefixBytes + body.length);
  bytes.writeUInt8(code, 0);
  bytes.writeUInt32BE(body.length, 1);
  body.copy(bytes, prefixBytes);
  return bytes;
}

/**
 * Reads frames back. Ends only after the checksum was found right and last; throws `backup.unreadable` for anything else,
 * so a reader that commits at the end never commits half a file.
 */
export async function* decodeFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const hash = createHash("sha256");
  let rest: Buffer = Buffer.alloc(0);
  let whole = false;
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= prefixBytes) {
      if (whole) throw unreadable("something follows its end");
      const length = rest.readUInt32BE(1);
      if (length > maxBodyBytes) throw unreadable("a part is too long");
      const end = prefixBytes + length;
      if (rest.length < end) break;
      const code = rest.readUInt8(0);
      const body = rest.subarray(prefixBytes, end);
      if (code === codes.checksum) {
        if (!hash.digest().equals(body)) throw unreadable("its checksum is wrong");
        whole = true;
      } else {
        hash.update(rest.subarray(0, end));
        yield decodeFrame(code, body);
      }
      rest = rest.subarray(end);
    }
  }
  if (!whole || rest.length > 0) throw unreadable("its end is missing");
}

function decodeFrame(code: number, body: Buffer): Frame {
  try {
    switch (code) {
      case codes.header:
        return { kind: "header", header: headerSchema.parse(JSON.parse(body.toString("utf8"))) };
      case codes.table:
        return { kind: "table", table: tableSchema.parse(JSON.parse(body.toString("utf8"))) };
      case codes.count:
        return { kind: "count", rows: z.number().parse(JSON.parse(body.toString("utf8"))) };
      case codes.data:
        return { kind: "data", bytes: body };
    }
  } catch (error) {
    throw unreadable("a part cannot be read", error);
  }
  throw unreadable("a part is of an unknown kind");
}

/** The error for a file that is not a whole backup. */
export function unreadable(why: string, cause?: unknown): AisleError {
  return new AisleError(
    "backup.unreadable",
    `This is not a whole backup of Aisle: ${why}. Nothing was changed.`,
    {},
    cause,
  );
}
