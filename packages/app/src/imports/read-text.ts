import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AisleError } from "@aisle/runtime/errors";

/** Counts the bytes that went through it, as they came in. */
export interface ByteCount {
  bytes: number;
}

/**
 * The text of a stream of bytes: gunzipped when it is gzip, without a byte-order mark. Throws `import.encoding` where
 * it is not UTF-8 and `import.unreadable` where gzip is damaged or cut off, after giving out all text before that.
 */
export async function* readText(
  bytes: AsyncIterable<Uint8Array>,
  counted: ByteCount = { bytes: 0 },
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for await (const chunk of plainBytes(bytes, counted)) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      const before = new TextDecoder().decode(chunk).split("\uFFFD", 1)[0]!;
      yield before.slice(0, before.lastIndexOf("\n") + 1);
      throw notUtf8(line + newlines(before));
    }
    line += newlines(text);
    if (text !== "") yield text;
  }
  try {
    decoder.decode();
  } catch {
    throw notUtf8(line);
  }
}

async function* plainBytes(source: AsyncIterable<Uint8Array>, counted: ByteCount): AsyncGenerator<Uint8Array> {
  const chunks = counting(source, counted);
  let head = Buffer.alloc(0);
  // Enough to tell gzip and UTF-16 from the rest.
  while (head.length < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = prepended(head, chunks);
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzipped(whole);
  else yield* checked(whole);
}

async function* counting(source: AsyncIterable<Uint8Array>, counted: ByteCount): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    counted.bytes += chunk.length;
    yield chunk;
  }
}

async function* prepended(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* gunzipped(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 128 * 1024 });
  // Errors of the source must reach the reader of the text as they are.
  let sourceError: unknown;
  input.once("error", (error) => {
    sourceError = error;
    gunzip.destroy(error);
  });
  try {
    yield* checked(input.pipe(gunzip));
  } catch (error) {
    if (error instanceof AisleError || error === sourceError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new AisleError("import.unreadable", `The gzip file is damaged or cut off (${message}).`, {}, error);
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

async function* checked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of source) {
    if (first && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff)))
      throw new AisleError("import.encoding", "The file is UTF-16, not UTF-8.", { encoding: "utf-16" });
    if (first && chunk[0] === 0x50 && chunk[1] === 0x4b)
      throw new AisleError("import.unreadable", "The file is a ZIP archive or a spreadsheet, not CSV or JSONL.");
    first = false;
    yield chunk;
  }
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function notUtf8(line: number): AisleError {
  return new AisleError("import.encoding", `The file is not UTF-8: line ${line} holds other bytes.`, { line });
}
