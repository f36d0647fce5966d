import { createHash, randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AisleError } from "@aisle/runtime/errors";
import { writeAtomically } from "../files/write-atomically.ts";
import type { SecretKey } from "./sealed-secret.ts";

const keyBytes = 32;
const maxKeys = 20;

/** Where the keys come from: the environment, or a file of the data directory. */
export interface SecretKeySource {
  /** Data directory; its file `secret-keys` holds the keys where `keys` is absent. */
  readonly home: string;
  /** `AISLE_SECRET_KEYS`. */
  readonly keys?: string | undefined;
}

/**
 * The keys that secrets are encrypted with, the one for new secrets first. They lie outside the database, so that a copy of it shows no
 * secret. Throws `config.invalid` for text that is not a list of keys, without quoting it.
 */
export class SecretKeys {
  readonly #path: string | undefined;
  #keys: readonly SecretKey[];

  private constructor(path: string | undefined, keys: readonly SecretKey[]) {
    this.#path = path;
    this.#keys = keys;
  }

  /** Reads the keys; makes the file with one key where there is none. */
  static async open({ home, keys }: SecretKeySource): Promise<SecretKeys> {
    if (keys !== undefined) return new SecretKeys(undefined, parseSecretKeys(keys, "AISLE_SECRET_KEYS"));
    const path = join(home, "secret-keys");
    return new SecretKeys(path, await readOrMake(path));
  }

  /** Whether this installation keeps its keys itself, and may make a new one. */
  get areOwn(): boolean {
    return this.#path !== undefined;
  }

  get first(): SecretKey {
    return this.#keys[0]!;
  }

  /** The key of this id; the file is read again for one that is not known, since another process may have added it. */
  async find(id: string): Promise<SecretKey | undefined> {
    const known = this.#keys.find((key) => key.id === id);
    if (known !== undefined || this.#path === undefined) return known;
    await this.reload();
    return this.#keys.find((key) => key.id === id);
  }

  async reload(): Promise<void> {
    if (this.#path !== undefined) this.#keys = await readOrMake(this.#path);
  }

  /** Puts a new key before the others in the file. */
  async addNew(): Promise<SecretKey> {
    await this.#write([newKey(), ...this.#keys]);
    return this.first;
  }

  /** Takes every key out of the file that is not among these. */
  async retainOnly(ids: ReadonlySet<string>): Promise<void> {
    await this.#write(this.#keys.filter((key) => ids.has(key.id)));
  }

  async #write(keys: readonly SecretKey[]): Promise<void> {
    if (this.#path === undefined) throw new Error("keys of the environment cannot be written");
    await writeAtomically(this.#path, textOf(keys), 0o600);
    this.#keys = keys;
  }
}

/** Keys as text: base64 or base64url of 32 bytes each, apart by commas, blanks or line breaks. */
export function parseSecretKeys(text: string, where: string): readonly SecretKey[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  const keys = parts.map((part) => ({ part, bytes: Buffer.from(part, "base64url") }));
  const isRight = ({ part, bytes }: (typeof keys)[number]) => bytes.length === keyBytes && /^[\w+/-]{43}=?$/.test(part);
  if (keys.length === 0 || keys.length > maxKeys || !keys.every(isRight)) {
    throw new AisleError(
      "config.invalid",
      `${where} must hold 1 to ${maxKeys} keys of 32 bytes in base64, apart by commas, as \`openssl rand -base64 32\` makes them.`,
    );
  }
  return keys.map(({ bytes }) => secretKey(bytes));
}

function secretKey(bytes: Uint8Array): SecretKey {
  // The id says which key it is, and nothing about it.
  const id = createHash("sha256").update("aisle.secret-key").update(bytes).digest("hex").slice(0, 16);
  return { id, bytes };
}

const newKey = () => secretKey(randomBytes(keyBytes));

const textOf = (keys: readonly SecretKey[]) =>
  keys.map(({ bytes }) => `${Buffer.from(bytes).toString("base64url")}\n`).join("");

async function readOrMake(path: string): Promise<readonly SecretKey[]> {
  const found = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (found === undefined) {
    await make(path);
    return readOrMake(path);
  }
  await chmod(path, 0o600);
  return parseSecretKeys(found, path);
}

/** Several processes may start at once: the name appears with its content, and only the first one's. */
async function make(path: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(temporary, textOf([newKey()]), { mode: 0o600, flag: "wx", flush: true });
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
}
