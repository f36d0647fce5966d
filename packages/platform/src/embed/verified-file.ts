import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeAtomically } from "../files/write-atomically.ts";

/** SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const sealOf = (path: string) => `${path}.sha256`;

/**
 * Writes a cache file and, beside it, its SHA-256 in `<path>.sha256`. A crash in between leaves a file without a fitting
 * seal, which `readVerified` refuses.
 */
export async function writeVerified(path: string, bytes: Uint8Array): Promise<void> {
  await writeAtomically(path, bytes);
  await writeAtomically(sealOf(path), new TextEncoder().encode(`${sha256(bytes)}\n`));
}

/** The file's bytes when it is whole and as it was written, else undefined: write it again. */
export async function readVerified(path: string): Promise<Uint8Array | undefined> {
  const [bytes, seal] = await Promise.all([readFile(path), readFile(sealOf(path), "utf8")]).catch(() => []);
  return bytes !== undefined && sha256(bytes) === seal?.trim() ? bytes : undefined;
}
