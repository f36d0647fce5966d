import { hostname } from "node:os";
import { crc32 } from "node:zlib";
import { tupleColumns, tupleColumns1 } from "./decision-tuple.ts";

// A spool file is a header and frames. A frame holds the tuples that were appended in one turn of the event loop:
// magic, bytes of tuples, how many they are, first and last UTC day since 1970, CRC-32 of the tuples, CRC-32 of the
// header so far, then the tuples.
// A frame without tuples ends a file that is written no more.

const magicBytes = Buffer.from([0xa1, 0x51, 0xe5, 0xb0]);
const frameMagic = magicBytes.readUInt32LE(0);
export const frameHeaderBytes = 28;
/** A frame that claims more bytes than this is damaged. Those that are written stay far below. */
export const maxFrameBytes = 64 << 20;

/** Bytes at the start of each spool file: what it is, and the version of the tuples in it. */
export const spoolFileHeader = Buffer.from("aisle spool v2\0\0", "latin1");
const spoolFileHeader1 = Buffer.from("aisle spool v1\0\0", "latin1");

/** Where in the header a file says that it is written no more, where its end had no room for the mark; and what it says then. */
export const endedFlagAt = spoolFileHeader.length - 1;
export const endedFlag = Buffer.from([1]);

/** What the first bytes of a spool file say. */
export interface SpoolBeginning {
  /** The columns of its tuples. */
  readonly columns: string;
  /** True when nothing follows its last whole frame. */
  readonly ended: boolean;
}

/** What a file that begins so is; `undefined` when it is no spool that this Aisle reads. */
export function spoolBeginning(begin: Buffer): SpoolBeginning | undefined {
  const version = (header: Buffer) => header.compare(begin, 0, endedFlagAt, 0, endedFlagAt) === 0;
  const columns = version(spoolFileHeader) ? tupleColumns : version(spoolFileHeader1) ? tupleColumns1 : undefined;
  const flag = begin[endedFlagAt];
  if (columns === undefined || (flag !== 0 && flag !== endedFlag[0])) return undefined;
  return { columns, ended: flag !== 0 };
}

/** What a frame says about its tuples. */
export interface SpoolFrame {
  readonly tuples: Buffer;
  readonly count: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Fills in the header of a frame whose tuples stand in `frame` after the room for the header. */
export function sealFrame(frame: Buffer, count: number, firstDay: number, lastDay: number): void {
  frame.writeUInt32LE(frameMagic, 0);
  frame.writeUInt32LE(frame.length - frameHeaderBytes, 4);
  frame.writeUInt32LE(count, 8);
  frame.writeInt32LE(firstDay, 12);
  frame.writeInt32LE(lastDay, 16);
  frame.writeUInt32LE(crc32(frame.subarray(frameHeaderBytes)), 20);
  frame.writeUInt32LE(crc32(frame.subarray(0, 24)), 24);
}

/** What a stretch of a spool file holds; places are counted from the beginning of the bytes. */
export interface SpoolStretch {
  readonly frames: readonly SpoolFrame[];
  /** Where the last frame ends. */
  readonly end: number;
  /** True when the file's end mark was reached. */
  readonly whole: boolean;
  /** Bytes that are no frames and stand before a frame, the end mark or `next`. */
  readonly damagedBytes: number;
  /** Where to read on: no frame begins before it. */
  readonly next: number;
  /** How many bytes from `next` on the frame there takes, as far as that is known. */
  readonly wants: number;
}

/**
 * Reads the frames from `at` on. A frame that goes on beyond the bytes is left for later: it is still being written, or
 * more has to be read. With `final` no more will come, and what it may hide is looked for behind its beginning.
 */
export function readFrames(bytes: Buffer, at: number, final = false): SpoolStretch {
  const frames: SpoolFrame[] = [];
  let end = at;
  let cursor = at;
  let damagedBytes = 0;
  let skipped = 0;
  for (;;) {
    const found = frameAt(bytes, cursor);
    if (typeof found === "object") {
      damagedBytes += skipped;
      skipped = 0;
      cursor += frameHeaderBytes + found.tuples.length;
      if (found.count === 0) return { frames, end, whole: true, damagedBytes, next: cursor, wants: 0 };
      frames.push(found);
      end = cursor;
      continue;
    }
    const beyond = typeof found === "number";
    if (beyond && (!final || bytes.length - cursor < frameHeaderBytes)) {
      if (!final) damagedBytes += skipped;
      return { frames, end, whole: false, damagedBytes, next: cursor, wants: found };
    }
    // The beginning of a frame may be the last bytes that were read.
    const place = bytes.indexOf(magicBytes, cursor + 1);
    const next = place >= 0 ? place : Math.max(cursor + 1, bytes.length - magicBytes.length + 1);
    skipped += next - cursor;
    cursor = next;
  }
}

/** The frame that stands at a place; or how many bytes it takes, when there are fewer; or that there is none. */
function frameAt(bytes: Buffer, at: number): SpoolFrame | number | "damaged" {
  if (bytes.length - at < frameHeaderBytes) return frameHeaderBytes;
  if (bytes.readUInt32LE(at) !== frameMagic) return "damaged";
  if (bytes.readUInt32LE(at + 24) !== crc32(bytes.subarray(at, at + 24))) return "damaged";
  const start = at + frameHeaderBytes;
  const length = bytes.readUInt32LE(at + 4);
  if (length > maxFrameBytes) return "damaged";
  if (start + length > bytes.length) return frameHeaderBytes + length;
  const tuples = bytes.subarray(start, start + length);
  if (bytes.readUInt32LE(at + 20) !== crc32(tuples)) return "damaged";
  const count = bytes.readUInt32LE(at + 8);
  return { tuples, count, firstDay: bytes.readInt32LE(at + 12), lastDay: bytes.readInt32LE(at + 16) };
}

const hostPart = hostname().replace(/[^A-Za-z0-9.-]/g, "_");

/** A file name that no other process or run uses, and that names who writes the file. */
export function spoolFileName(startedAt: number, number: number): string {
  return `${hostPart}~${process.pid}~${startedAt.toString(36)}~${number}.spool`;
}

/** Who writes a spool file: its process id where it is of this host. Undefined for a name that is no spool's. */
export function spoolWriterOf(name: string): { readonly pid: number | undefined } | undefined {
  const parts = /^(.+)~(\d+)~[0-9a-z]+~\d+\.spool$/.exec(name);
  if (parts === null) return undefined;
  return { pid: parts[1] === hostPart ? Number(parts[2]) : undefined };
}
