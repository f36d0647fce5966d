import type { KeyRing, KnownKey } from "@aisle/app/serving/key-ring";
import { AisleError } from "@aisle/runtime/errors";
import type { MaybePromise } from "@aisle/runtime/node-sdk/maybe-promise";
import type { FastifyRequest } from "fastify";

/** Checks a request's key and counts its use; sync for a key in force where uses have no limit. */
export type KeyCheck = (
  request: FastifyRequest,
  kind: KnownKey["kind"],
  authorization?: string | undefined,
) => MaybePromise<KnownKey>;

/** Counts uses by key: seconds to wait when there were too many. */
interface Uses {
  take(keyId: string): Promise<number | undefined>;
}

/** Throws `key.…` errors, and `rate.limited` for too many wrong keys of an address or too many uses of a key. */
export function keyCheck(keys: KeyRing, uses: Uses | undefined): KeyCheck {
  return (request, kind, authorization = request.headers.authorization) => {
    const key = keys.check(authorization, kind, request.ip);
    if (uses === undefined) return key;
    return key instanceof Promise ? key.then((found) => counted(found, uses)) : counted(key, uses);
  };
}

async function counted(key: KnownKey, uses: Uses): Promise<KnownKey> {
  const retryAfterS = await uses.take(key.id);
  if (retryAfterS === undefined) return key;
  throw new AisleError("rate.limited", "This API key is used more often than the server permits.", { retryAfterS });
}
