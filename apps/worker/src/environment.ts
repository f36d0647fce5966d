import { resolve } from "node:path";
import { readVariables, sharedVariables } from "@aisle/platform/process/read-environment";
import { isQdrantAddress, qdrantAddressHint } from "@aisle/platform/vectors/qdrant-address";
import { z } from "zod";

const {
  AISLE_HOME,
  AISLE_HOST,
  AISLE_WORKER_PORT,
  AISLE_INTERNAL_TOKEN,
  DATABASE_URL,
  REDIS_URL,
  AISLE_SECRET_KEYS,
  AISLE_LOG,
  AISLE_TRUSTED_PROXIES,
  AISLE_OUTBOUND_ALLOW,
} = sharedVariables;

const schema = z.object({
  AISLE_HOME,
  AISLE_HOST,
  AISLE_WORKER_PORT,
  AISLE_INTERNAL_TOKEN,
  DATABASE_URL,
  REDIS_URL,
  AISLE_SECRET_KEYS,
  AISLE_LOG,
  AISLE_TRUSTED_PROXIES,
  AISLE_OUTBOUND_ALLOW,
  /** Where people reach the studio: links in messages lead there. */
  AISLE_PUBLIC_URL: z.url().optional(),
  QDRANT_URL: z.string().refine(isQdrantAddress, qdrantAddressHint).optional(),
  QDRANT_API_KEY: z.string().optional(),
  /** Days that decisions, and the rows of events, are retained; 0 retains them permanently. Interactions stay. */
  AISLE_KEEP_DECISIONS_DAYS: z.coerce.number().int().min(0).default(90),
  AISLE_KEEP_EVENTS_DAYS: z.coerce.number().int().min(0).default(0),
  /** Requests with wrong keys that one address may send in a minute, and uses of one key in a second (0: no limit), in each process. */
  AISLE_WRONG_KEYS_PER_MINUTE: z.coerce.number().int().min(1).default(100),
  AISLE_KEY_USES_PER_SECOND: z.coerce.number().int().min(0).default(0),
  /** Days that refused events are kept; 0 keeps them until their limit drops them. */
  AISLE_KEEP_DEAD_LETTERS_DAYS: z.coerce.number().int().min(0).default(30),
  /** How much more than serving the jobs that nobody waits for leave the processor to others; 0: not at all. */
  AISLE_JOB_NICE: z.coerce.number().int().min(0).max(19).default(5),
});

/** The settings of a worker process, read from the environment. Throws `config.invalid` naming every wrong variable. */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const data = readVariables(schema, env);
  return {
    home: resolve(data.AISLE_HOME),
    host: data.AISLE_HOST,
    port: data.AISLE_WORKER_PORT,
    internalToken: data.AISLE_INTERNAL_TOKEN,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    secretKeys: data.AISLE_SECRET_KEYS,
    outboundAllow: data.AISLE_OUTBOUND_ALLOW,
    publicUrl: data.AISLE_PUBLIC_URL,
    qdrantUrl: data.QDRANT_URL,
    qdrantApiKey: data.QDRANT_API_KEY,
    trustedProxies: data.AISLE_TRUSTED_PROXIES,
    logLevel: data.AISLE_LOG,
    limits: {
      wrongKeysPerMinute: data.AISLE_WRONG_KEYS_PER_MINUTE,
      keyUsesPerSecond: data.AISLE_KEY_USES_PER_SECOND,
    },
    jobNice: data.AISLE_JOB_NICE,
    retentionDays: {
      decisions: data.AISLE_KEEP_DECISIONS_DAYS,
      events: data.AISLE_KEEP_EVENTS_DAYS,
      deadLetters: data.AISLE_KEEP_DEAD_LETTERS_DAYS,
    },
  };
}

export type Environment = ReturnType<typeof readEnvironment>;
