import { AisleError } from "@aisle/runtime/errors";

/** A key that was presented and found. */
export interface KnownKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: "endpoint" | "write";
}

export interface KeyRingDeps {
  readonly hash: (key: string) => string;
  readonly find: (hash: string) => Promise<KnownKey | undefined>;
}

const mostKeys = 10_000;
const unknownForMs = 10_000;

/**
 * Keys that this process has seen, by their text, so that a request costs one look-up in memory. Unknown keys are remembered for
 * ten seconds, so that guessing does not reach the database; `forget` empties the ring when a key was revoked.
 */
export class KeyRing {
  readonly #deps: KeyRingDeps;
  readonly #known = new Map<string, KnownKey>();
  readonly #unknown = new Map<string, number>();
  #used = new Set<string>();
  #forgotten = 0;

  constructor(deps: KeyRingDeps) {
    this.#deps = deps;
  }

  /** The key of an Authorization header, checked for its kind. Sync for a key that was seen before. Throws `key.…` errors. */
  check(authorization: string | undefined, kind: KnownKey["kind"]): KnownKey | Promise<KnownKey> {
    const text = authorization === undefined ? "" : bearerOf(authorization);
    if (text === "") throw new AisleError("key.missing", "The request carries no API key.");
    const known = this.#known.get(text);
    return known === undefined ? this.#find(text, kind) : this.#use(known, kind);
  }

  forget(): void {
    this.#forgotten++;
    this.#known.clear();
    this.#unknown.clear();
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

  async #find(text: string, kind: KnownKey["kind"]): Promise<KnownKey> {
    const refused = () => new AisleError("key.invalid", "The API key is unknown or was revoked.");
    const until = this.#unknown.get(text);
    if (until !== undefined && until > Date.now()) throw refused();
    const before = this.#forgotten;
    const found = await this.#deps.find(this.#deps.hash(text));
    // Read before the key was revoked, perhaps: not remembered, so that the next request asks again.
    if (before !== this.#forgotten && found !== undefined) return this.#use(found, kind);
    if (found === undefined) {
      if (this.#unknown.size >= mostKeys) this.#unknown.clear();
      this.#unknown.set(text, Date.now() + unknownForMs);
      throw refused();
    }
    if (this.#known.size >= mostKeys) this.#known.clear();
    this.#known.set(text, found);
    return this.#use(found, kind);
  }
}

/** The token of a bearer scheme, whose name may be written in any case (RFC 9110, 11.1); empty for other schemes. */
function bearerOf(authorization: string): string {
  return authorization.startsWith("Bearer ") || /^bearer /i.test(authorization) ? authorization.slice(7) : "";
}
