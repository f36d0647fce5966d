import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { SecretPlace } from "@aisle/contracts/secret";

/** A key of 32 bytes, and the id by which rows name it. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a text by AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. Gives 1 byte version, 12 bytes nonce, 16 bytes
 * tag and the ciphertext; workspace, name and key id are authenticated with it.
 */
export function sealSecret(key: SecretKey, place: SecretPlace, text: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce).setAAD(associatedData(key, place));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]));
}

/** The text, or `undefined` when the bytes are damaged or were sealed for another place or with another key. */
export function openSecret(key: SecretKey, place: SecretPlace, sealed: Uint8Array): string | undefined {
  const head = 1 + nonceBytes + tagBytes;
  if (sealed.length < head || sealed[0] !== version) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, sealed.subarray(1, 1 + nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(associatedData(key, place))
    .setAuthTag(sealed.subarray(1 + nonceBytes, head));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(head)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** JSON keeps the parts apart whatever characters they have. */
function associatedData(key: SecretKey, { workspaceId, name }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(["aisle.secret", version, key.id, workspaceId, name]));
}
