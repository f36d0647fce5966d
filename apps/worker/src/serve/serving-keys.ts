import { KeyRing } from "@aisle/app/serving/key-ring";
import { mayBeApiKey } from "@aisle/platform/access/api-key-format";
import { type ApiKeyStore, hashKey } from "@aisle/platform/access/api-key-store";
import type { Circuit } from "@aisle/platform/network/circuit";
import { FailureLimit, UseLimit } from "@aisle/platform/network/rate-limits";
import type { Environment } from "../environment.ts";
import { type KeyCheck, keyCheck } from "./key-check.ts";

const flushMs = 30_000;

/** The API keys of this process. */
export interface ServingKeys {
  readonly check: KeyCheck;
  /** Reads which keys are in force; until that succeeds they are looked up one by one. */
  read(): Promise<void>;
  stop(): void;
}

/** Checks keys with the limits of the environment, and stores every half minute which were used. */
export function servingKeys(
  store: ApiKeyStore,
  limits: Environment["limits"],
  database: Circuit,
  onError: (error: unknown) => void,
): ServingKeys {
  const ring = new KeyRing({
    hash: (key) => hashKey(key).toString("hex"),
    mayBeKey: mayBeApiKey,
    find: (hash) => database.run(() => store.findByHash(hash)),
    failures: new FailureLimit({ perMinute: limits.wrongKeysPerMinute }),
  });
  const uses = limits.keyUsesPerSecond === 0 ? undefined : new UseLimit({ perSecond: limits.keyUsesPerSecond });
  const flush = setInterval(() => {
    const used = ring.takeUsed();
    if (used.length > 0) store.markUsed(used).catch(onError);
  }, flushMs);
  flush.unref();
  return {
    check: keyCheck(ring, uses),
    async read() {
      const forgotten = ring.forget();
      ring.load(await store.inForce(), forgotten);
    },
    stop: () => clearInterval(flush),
  };
}
