import { connectionKinds } from "@aisle/platform/connections/connection-kinds";
import { openOutbound } from "@aisle/platform/connections/open-outbound";
import { openNotifying } from "@aisle/platform/notify/open-notifying";
import type { Pool } from "@aisle/platform/postgres/pool";
import { SecretKeys } from "@aisle/platform/secrets/secret-keys";
import type { Environment } from "../environment.ts";

/** Notifications and their connections, as a worker process raises and sends them. */
export async function openWorkerNotifying({ home, secretKeys, outboundAllow, publicUrl }: Environment, pool: Pool) {
  const keys = await SecretKeys.open({ home, keys: secretKeys });
  const outbound = openOutbound(outboundAllow);
  return { ...openNotifying({ pool, keys, kinds: connectionKinds, outbound }), studioUrl: publicUrl, outbound };
}
