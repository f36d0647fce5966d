import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** The headers of a signed webhook, by the Standard Webhooks specification (standardwebhooks.com). */
export interface WebhookHeaders {
  readonly "webhook-id": string;
  /** Seconds since 1970. */
  readonly "webhook-timestamp": string;
  /** `v1,` and the signature in base64; several, apart by blanks, while a secret is changed. */
  readonly "webhook-signature": string;
}

const prefix = "whsec_";
const toleranceSeconds = 300;

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return prefix + randomBytes(32).toString("base64");
}

/** Whether a text can sign: `whsec_` and 24 to 64 bytes in base64, as the specification asks. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = secretBytes(text);
  return length >= 24 && length <= 64;
}

/** Signs a body: HMAC-SHA256 over id, timestamp and body. The same id on every retry lets the receiver know a message again. */
export function signWebhook(secret: string, id: string, at: Date, body: string): WebhookHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature(secret, id, timestamp, body)}`,
  };
}

/** Whether a body was signed with this secret no more than five minutes before or after `now`: what a receiver does. */
export function verifyWebhook(secret: string, headers: WebhookHeaders, body: string, now: Date): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds)
    return false;
  const expected = Buffer.from(signature(secret, id, timestamp, body));
  return signatures.split(" ").some((part) => {
    const given = Buffer.from(part.startsWith("v1,") ? part.slice(3) : "");
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function signature(secret: string, id: string, timestamp: string, body: string): string {
  return createHmac("sha256", secretBytes(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
}

const secretBytes = (secret: string): Buffer => Buffer.from(secret.slice(prefix.length), "base64");
