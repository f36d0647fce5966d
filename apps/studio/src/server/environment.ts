import { resolve } from "node:path";
import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";

const port = z.coerce.number().int().min(1).max(65_535);
const secret = z.string().min(32, "at least 32 characters, the same in every process");

const schema = z.object({
  AISLE_HOME: z.string().default(".aisle"),
  AISLE_HOST: z.string().default("127.0.0.1"),
  AISLE_PORT: port.default(4400),
  AISLE_WORKER_URL: z.url().default("http://127.0.0.1:4401"),
  /** Where people reach the studio, when that is another address than its own: behind a proxy with https. */
  AISLE_PUBLIC_URL: z.url().optional(),
  AISLE_SECRET: secret,
  AISLE_INTERNAL_TOKEN: secret,
  DATABASE_URL: z.string().min(1, "the URL of a PostgreSQL database"),
  REDIS_URL: z.string().optional(),
  AISLE_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
});

/** The settings of the studio's server, read from the environment. Throws `config.invalid` naming every wrong variable. */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (!parsed.success) {
    const words = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new AisleError("config.invalid", words);
  }
  const { data } = parsed;
  return {
    home: resolve(data.AISLE_HOME),
    host: data.AISLE_HOST,
    port: data.AISLE_PORT,
    workerUrl: data.AISLE_WORKER_URL.replace(/\/$/, ""),
    secureCookies: data.AISLE_PUBLIC_URL?.startsWith("https:") ?? false,
    secret: data.AISLE_SECRET,
    internalToken: data.AISLE_INTERNAL_TOKEN,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    logLevel: data.AISLE_LOG,
  };
}

export type Environment = ReturnType<typeof readEnvironment>;
