import { AisleError } from "@aisle/runtime/errors";
import { LRUCache } from "lru-cache";

/** A key that was presented and found. */
export interface KnownKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: "endpoint" | "write";
}

/** How often callers of one address may fail. */
export interface FailureCount {
  /** Counts one; seconds to wait when there were too many. */
  take(address: string): Promise<number | undefined>;
  giveBack(address: string): Promise<void>;
}

export interface KeyRingDeps {
  readonly hash: (key: string) => string;
  /** False for a text that no key can have. */
  readonly mayBeKey: (text: string) => boolean;
  readonly find: (hash: string) => Promise<KnownKey | undefined>;
  readonly failures: FailureCount;
}

const maxSeen = 10_000;
const unknownForMs = 10_000;
/** A key is 60 characters long: some 10,000 unknown ones. */
const unknownBytes = 1 << 20;

/**
 * The keys in force, by hash, and by text those that were presented, so that a request costs one look-up in memory. What is in
 * neither is counted as a failure of its address; if it has the form of a key it is looked up once, and remembered as unknown for ten
 * seconds. `forget` empties the ring when keys were made or revoked, `load` fills it.
 */
export class KeyRing {
  readonly #deps: KeyRingDeps;
  readonly #seen = new LRUCache<string, KnownKey>({ max: maxSeen });
  readonly #unknown = new LRUCache<string, true>({
    maxSize: unknownBytes,
    sizeCalculation: (_true, text) => 2 * text.length,
    ttl: unknownForMs,
  });
  /** Look-ups that go on, by address and text. */
  readonly #finding = new Map<string, Promise<KnownKey | undefined>>();
  #inForce: ReadonlyMap<string, KnownKey> = new Map();
  #used = new Set<string>();
  #forgotten = 0;

  constructor(deps: KeyRingDeps) {
    this.#deps = deps;
  }

  /**
   * The key of an Authorization header, checked for its kind. Sync for a key that is in force. Throws `key.…` errors, and
   * `rate.limited` when too many wrong keys came from the address.
   */
  check(authorization: string | undefined, kind: KnownKey["kind"], address: string): KnownKey | Promise<KnownKey> {
    const text = authorization === undefined ? "" : bearerOf(authorization);
    if (text === "") throw new AisleError("key.missing", "The request carries no API key.");
    const known = this.#seen.get(text) ?? this.#listed(text);
    return known === undefined ? this.#find(text, kind, address) : this.#use(known, kind);
  }

  /** Returns what `load` needs to know whether its keys are still the newest. */
  forget(): number {
    this.#seen.clear();
    this.#unknown.clear();
    this.#finding.clear();
    this.#inForce = new Map();
    return ++this.#forgotten;
  }

  /** Takes the keys in force, by hash, as they were read after a `forget`; nothing if there was another one since. */
  load(keys: ReadonlyMap<string, KnownKey>, forgotten: number): void {
    if (forgotten === this.#forgotten) this.#inForce = keys;
  }

  /** Ids of the keys used since the last call. */
  takeUsed(): readonly string[] {
    const used = [...this.#used];
    this.#used = new Set();
    return used;
  }

  #use(key: KnownKey, kind: KnownKey["kind"]): KnownKey {
    if (key.kind !== kind) {
      throw new AisleError(
        "key.wrong-kind",
        `This is a key for ${key.kind === "write" ? "sending events" : "calling endpoints"}.`,
      );
    }
    this.#used.add(key.id);
    return key;
  }

  #listed(text: string): KnownKey | undefined {
    if (this.#inForce.size === 0 || !this.#deps.mayBeKey(text)) return undefined;
    const key = this.#inForce.get(this.#deps.hash(text));
    if (key !== undefined) this.#seen.set(text, key);
    return key;
  }

  async #find(text: string, kind: KnownKey["kind"], address: string): Promise<KnownKey> {
    // A key that many requests present at once is looked up once, and is one failure of its address until it is found.
    const asked = `${address} ${text}`;
    const going = this.#finding.get(asked);
    if (going !== undefined) {
      const found = await going;
      if (found !== undefined) return this.#use(found, kind);
    }
    const finding = this.#lookUp(text, address);
    this.#finding.set(asked, finding);
    try {
      const found = await finding;
      if (found === undefined) throw new AisleError("key.invalid", "The API key is unknown or was revoked.");
      return this.#use(found, kind);
    } finally {
      if (this.#finding.get(asked) === finding) this.#finding.delete(asked);
    }
  }

  async #lookUp(text: string, address: string): Promise<KnownKey | undefined> {
    const { hash, mayBeKey, find, failures } = this.#deps;
    const retryAfterS = await failures.take(address);
    if (retryAfterS !== undefined)
      throw new AisleError("rate.limited", "Too many wrong API keys came from this address.", { retryAfterS });
    if (!mayBeKey(text) || this.#unknown.has(text)) return undefined;
    const before = this.#forgotten;
    const found = await find(hash(text)).catch(async (error: unknown) => {
      // A database that does not answer says nothing against the key.
      await failures.giveBack(address);
      throw error;
    });
    if (found === undefined) {
      this.#unknown.set(text, true);
      return undefined;
    }
    await failures.giveBack(address);
    // Read before the key was revoked, perhaps: not remembered, so that the next request asks again.
    if (before === this.#forgotten) this.#seen.set(text, found);
    return found;
  }
}

/** The token of a bearer scheme, whose name may be written in any case (RFC 9110, 11.1); empty for other schemes. */
function bearerOf(authorization: string): string {
  return authorization.startsWith("Bearer ") || /^bearer /i.test(authorization) ? authorization.slice(7) : "";
}
