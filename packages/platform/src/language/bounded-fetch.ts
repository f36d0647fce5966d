import type { Refusal } from "./server-dialect.ts";

const maxBodyBytes = 4 << 20;

/** A server's own error: by its status, or in the body of an answer that came as a success. */
export class Refused extends Error {
  readonly refusal: Refusal;
  readonly headers: Headers;

  constructor(refusal: Refusal, headers: Headers) {
    super(refusal.message);
    this.refusal = refusal;
    this.headers = headers;
  }
}

type Fetch = typeof globalThis.fetch;

/**
 * `fetch` that ends with the whole body, at most 4 MB of it: the request's signal holds for headers and body alike. Throws `Refused`
 * for errors of the server, those in an answer of status 200 included.
 */
export const boundedFetch =
  (fetch: Fetch): Fetch =>
  async (input, init = {}) => {
    const response = await fetch(input, init);
    const { status, headers } = response;
    const body = await readBody(response, init.signal ?? new AbortController().signal);
    const error = errorIn(body);
    if (error !== undefined || !response.ok)
      throw new Refused({ status, ...(error ?? { message: plainText(body) }) }, headers);
    return new Response(body === "" ? null : body, { status, headers });
  };

async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const stop = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      // A cancelled read ends like a whole one.
      signal.throwIfAborted();
      if (done) return Buffer.concat(chunks).toString("utf8");
      size += value.length;
      if (size > maxBodyBytes) throw new Error("its answer is larger than 4 MB");
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

function errorIn(body: string): { readonly message: string; readonly status?: number } | undefined {
  const json = parsed(body);
  if (typeof json !== "object" || json === null || "choices" in json) return undefined;
  const { error, message, detail } = json as { readonly [name: string]: unknown };
  const found = error ?? message ?? detail;
  if (found === undefined || found === null) return undefined;
  if (typeof found !== "object") return { message: String(found) };
  const { message: said, code } = found as { readonly [name: string]: unknown };
  const status = typeof code === "number" && code >= 400 && code < 600 ? { status: code } : {};
  return { message: typeof said === "string" ? said : JSON.stringify(found), ...status };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** What a body without JSON says; a web page says nothing to a person here. */
const plainText = (body: string): string => (/^\s*</.test(body) ? "" : body.trim());
