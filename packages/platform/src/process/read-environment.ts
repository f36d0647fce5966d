import { AisleError } from "@aisle/runtime/errors";
import { z } from "zod";
import { parseTrustedProxies } from "../network/trusted-proxies.ts";
import { AllowedHosts } from "../outbound/allowed-hosts.ts";
import { parseSecretKeys } from "../secrets/secret-keys.ts";

const port = z.coerce.number().int().min(1).max(65_535);
/** Proxies whose `X-Forwarded-For` is believed; gives Fastify's `trustProxy`. */
const trustedProxies = z
  .string()
  .default("")
  .transform((text, ctx) => {
    try {
      return parseTrustedProxies(text);
    } catch (error) {
      ctx.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
/** Hosts inside the own network that connections may reach. */
const allowedHosts = z
  .string()
  .default("")
  .superRefine((text, ctx) => {
    try {
      new AllowedHosts(text);
    } catch (error) {
      ctx.addIssue({ code: "custom", message: (error as Error).message });
    }
  });
const secret = z.string().min(32, "at least 32 characters, the same in every process");

/** The variables that several programs read, each with its check and default. */
export const sharedVariables = {
  AISLE_HOME: z.string().default(".aisle"),
  AISLE_HOST: z.string().default("127.0.0.1"),
  AISLE_PORT: port.default(4400),
  AISLE_WORKER_PORT: port.default(4401),
  AISLE_SECRET: secret,
  AISLE_INTERNAL_TOKEN: secret,
  DATABASE_URL: z.string().min(1, "the URL of a PostgreSQL database"),
  REDIS_URL: z.string().optional(),
  /** Keys that secrets are encrypted with, the one for new secrets first; a file of the data directory where absent. */
  AISLE_SECRET_KEYS: z
    .string()
    .optional()
    .superRefine((text, ctx) => {
      try {
        if (text !== undefined) parseSecretKeys(text, "AISLE_SECRET_KEYS");
      } catch (error) {
        ctx.addIssue({ code: "custom", message: (error as Error).message });
      }
    }),
  AISLE_TRUSTED_PROXIES: trustedProxies,
  AISLE_OUTBOUND_ALLOW: allowedHosts,
  AISLE_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
} as const;

/** Reads variables by a schema, empty ones as absent. Throws `config.invalid` naming every wrong variable, values left out. */
export function readVariables<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.infer<S> {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new AisleError("config.invalid", problems);
}
