import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file, in hex, read piece by piece. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest("hex");
}

const sealOf = (path: string) => `${path}.sha256`;

async function flush(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Writes a cache file so that it is found whole or not at all: `write` fills a temporary file, which is flushed to disk,
 * renamed into place, and sealed by its SHA-256 in `<path>.sha256`. A crash in between leaves a file without a fitting
 * seal, which `isVerified` refuses.
 */
export async function placeVerified(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const temporarySeal = `${temporary}.seal`;
  try {
    await write(temporary);
    await flush(temporary);
    await writeFile(temporarySeal, `${await sha256OfFile(temporary)}\n`);
    await flush(temporarySeal);
    await rename(temporary, path);
    await rename(temporarySeal, sealOf(path));
  } finally {
    await rm(temporary, { force: true });
    await rm(temporarySeal, { force: true });
  }
}

async function sealed(path: string): Promise<string | undefined> {
  try {
    await stat(path);
    return (await readFile(sealOf(path), "utf8")).trim();
  } catch {
    return undefined;
  }
}

/** True when the file is there, whole and as it was written. */
export async function isVerified(path: string): Promise<boolean> {
  const seal = await sealed(path);
  return seal !== undefined && (await sha256OfFile(path)) === seal;
}

/** The file's bytes when it is whole and as it was written, else undefined: write it again. */
export async function readVerified(path: string): Promise<Uint8Array | undefined> {
  const seal = await sealed(path);
  if (seal === undefined) return undefined;
  const bytes = await readFile(path);
  return sha256(bytes) === seal ? bytes : undefined;
}
