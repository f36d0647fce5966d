import { resolve } from "node:path";
import { type ModelPrices, modelPricesSchema } from "@aisle/app/value/model-prices";
import { readVariables, sharedVariables } from "@aisle/platform/process/read-environment";
import { z } from "zod";

const {
  AISLE_HOME,
  AISLE_HOST,
  AISLE_PORT,
  AISLE_SECRET,
  AISLE_INTERNAL_TOKEN,
  DATABASE_URL,
  REDIS_URL,
  AISLE_SECRET_KEYS,
  AISLE_LOG,
  AISLE_TRUSTED_PROXIES,
  AISLE_OUTBOUND_ALLOW,
} = sharedVariables;

const pricesForm =
  'JSON of what a million tokens cost by model, such as {"gpt-4.1-mini": {"input": 0.4, "output": 1.6, "currency": "USD"}}';

function readPrices(text: string): ModelPrices | undefined {
  try {
    return modelPricesSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const schema = z.object({
  AISLE_HOME,
  AISLE_HOST,
  AISLE_PORT,
  AISLE_SECRET,
  AISLE_INTERNAL_TOKEN,
  DATABASE_URL,
  REDIS_URL,
  AISLE_SECRET_KEYS,
  AISLE_LOG,
  AISLE_TRUSTED_PROXIES,
  AISLE_OUTBOUND_ALLOW,
  AISLE_WORKER_URL: z.url().default("http://127.0.0.1:4401"),
  /** A language model for the assistant: OpenAI's, or a compatible server's. Without a model's name there is none. */
  OPENAI_MODEL: z.string().max(200).optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: "an http or https address, such as http://127.0.0.1:11434/v1" })
    .refine((url) => new URL(url).username === "", "without a user in it; the key belongs in OPENAI_API_KEY")
    .optional(),
  OPENAI_API_KEY: z.string().max(500).optional(),
  /** What a million tokens of a model cost, as JSON: {"gpt-4.1-mini": {"input": 0.4, "output": 1.6, "currency": "USD"}}. */
  AISLE_MODEL_PRICES: z
    .string()
    .max(10_000)
    .default("{}")
    .transform(readPrices)
    .refine((prices) => prices !== undefined, pricesForm),
  /** Where people reach the studio, when that is another address than its own: behind a proxy with https. */
  AISLE_PUBLIC_URL: z.url().optional(),
  /** Hosts whose product pictures may come by http: a shop inside of a network has no certificate. */
  AISLE_PICTURE_HOSTS: z
    .string()
    .max(2000)
    .default("")
    .transform((text) => text.split(",").map((host) => host.trim().toLowerCase()))
    .transform((hosts) => hosts.filter((host) => host !== ""))
    .refine(
      (hosts) => hosts.every((host) => /^[a-z0-9.-]+(:\d{1,5})?$/.test(host)),
      "names of hosts apart by commas, such as pictures.shop.internal:8080",
    ),
});

/** The settings of the studio's server, read from the environment. Throws `config.invalid` naming every wrong variable. */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const data = readVariables(schema, env);
  return {
    home: resolve(data.AISLE_HOME),
    host: data.AISLE_HOST,
    port: data.AISLE_PORT,
    workerUrl: data.AISLE_WORKER_URL.replace(/\/$/, ""),
    publicUrl: data.AISLE_PUBLIC_URL,
    secureCookies: data.AISLE_PUBLIC_URL?.startsWith("https:") ?? false,
    languageModel:
      data.OPENAI_MODEL === undefined
        ? undefined
        : { model: data.OPENAI_MODEL, baseUrl: data.OPENAI_BASE_URL, apiKey: data.OPENAI_API_KEY },
    modelPrices: data.AISLE_MODEL_PRICES ?? {},
    secret: data.AISLE_SECRET,
    internalToken: data.AISLE_INTERNAL_TOKEN,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    outboundAllow: data.AISLE_OUTBOUND_ALLOW,
    secretKeys: data.AISLE_SECRET_KEYS,
    trustedProxies: data.AISLE_TRUSTED_PROXIES,
    pictureHosts: data.AISLE_PICTURE_HOSTS,
    logLevel: data.AISLE_LOG,
  };
}

export type Environment = ReturnType<typeof readEnvironment>;
