import { AisleError } from "@aisle/runtime/errors";

/** A Qdrant server's address in the parts that its client takes. */
export interface QdrantAddress {
  readonly host: string;
  readonly port: number;
  readonly https: boolean;
  /** Path in front of every request, without a slash at its end; empty where there is none. */
  readonly prefix: string;
}

/** The port of a Qdrant server, taken where the URL names none. */
const usualPort = 6333;

/** What a wrong `QDRANT_URL` should be. */
export const qdrantAddressHint = "an address such as http://127.0.0.1:6333, without a name, a password or a query";

/** Whether `qdrantAddress` takes it. */
export function isQdrantAddress(text: string): boolean {
  try {
    qdrantAddress(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads `QDRANT_URL`. The client by itself takes the port 6333 where a URL says `:80` or `:443`, and drops a path, so that
 * it would ask another server. Throws `config.invalid`.
 */
export function qdrantAddress(text: string): QdrantAddress {
  const invalid = (why: string) =>
    new AisleError("config.invalid", `QDRANT_URL ${why}; it is an address such as http://127.0.0.1:6333.`);
  // A port that is the scheme's default is gone from a parsed URL.
  const named = /^https?:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(text.trim())?.[1];
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw invalid("is no URL");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw invalid("must begin with http:// or https://");
  if (url.username !== "" || url.password !== "")
    throw invalid("must not hold a name or a password (QDRANT_API_KEY is for the key)");
  if (url.search !== "" || url.hash !== "") throw invalid("must not hold a query (? or #)");
  return {
    host: url.hostname,
    port: named === undefined ? usualPort : Number(named),
    https: url.protocol === "https:",
    prefix: url.pathname.replace(/\/+$/, ""),
  };
}
