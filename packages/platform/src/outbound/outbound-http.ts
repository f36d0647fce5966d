import type { LookupFunction } from "node:net";
import { AisleError } from "@aisle/runtime/errors";
import { Agent, buildConnector, request, type RequestInit as UndiciInit, fetch as undiciFetch } from "undici";
import { AllowedHosts } from "./allowed-hosts.ts";
import { type CheckedAddress, checkedAddresses, type Resolve, systemResolve } from "./checked-addresses.ts";
import { orEnded } from "./or-ended.ts";
import { outboundUrl } from "./outbound-url.ts";
import { type Hop, redirected } from "./redirect.ts";

export interface OutboundRequest {
  readonly url: string;
  /** GET when not given. */
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** Milliseconds for everything together: looking up, connecting, redirects and the whole body; 10,000 when not given. */
  readonly timeoutMs?: number;
  /** Bytes that the answer's body may have; 1 MB when not given. */
  readonly maxBytes?: number;
  /** Redirects that are followed: 3 of a GET or HEAD and none of the others when not given. */
  readonly maxRedirects?: number;
  readonly signal?: AbortSignal;
}

export interface OutboundResponse {
  readonly status: number;
  /** By names in small letters. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 1 << 20;
const connectMs = 5_000;

/**
 * The one client for requests that people configure. It connects to public addresses and to those that the operator allows, to the very
 * address that was checked; redirects are checked again and take no credentials along. Time and size are limited. Throws
 * `outbound.refused`, `outbound.unreachable`, `outbound.timeout`, `outbound.too-large` and `outbound.redirect`, which name the host alone.
 */
export class OutboundHttp {
  readonly #agent: Agent;

  constructor({ allowed = new AllowedHosts(), resolve = systemResolve }: OutboundHttpOptions = {}) {
    this.#agent = new Agent({
      connect: (options, callback) => {
        const port = Number(options.port || (options.protocol === "https:" ? 443 : 80));
        const resolving = checkedAddresses(options.hostname, port, { allowed, resolve });
        orEnded(resolving, AbortSignal.timeout(connectMs)).then(
          (addresses) => {
            // Whatever name is connected to, the lookup gives what was checked.
            const connect = buildConnector({ timeout: connectMs, lookup: pinned(addresses) });
            connect(options, callback);
          },
          (error: Error) => callback(error, null),
        );
      },
      connections: 16,
      keepAliveTimeout: 4_000,
      maxHeaderSize: 32_768,
    });
  }

  async send({
    url,
    method = "GET",
    headers = {},
    body,
    timeoutMs = defaultTimeoutMs,
    maxBytes = defaultMaxBytes,
    maxRedirects = method === "GET" || method === "HEAD" ? 3 : 0,
    signal,
  }: OutboundRequest): Promise<OutboundResponse> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    let hop: Hop = { url: outboundUrl(url), method, headers: { ...headers, "accept-encoding": "identity" }, body };
    try {
      for (let redirects = 0; ; redirects++) {
        const answer = await orEnded(this.#sendOnce(hop, maxBytes, ended), ended);
        const next = maxRedirects > 0 ? redirected(hop, answer.status, answer.headers.location) : undefined;
        if (next === undefined) return answer;
        if (redirects === maxRedirects)
          throw new AisleError("outbound.redirect", `${hop.url.host} redirects more than ${maxRedirects} times.`);
        hop = { ...next, headers: { ...next.headers, "accept-encoding": "identity" } };
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw outboundError(error, hop.url.host, timeout.aborted ? timeoutMs : undefined);
    }
  }

  async #sendOnce(
    { url, method, headers, body }: Hop,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    const answer = await request(url, {
      dispatcher: this.#agent,
      method: method as "GET",
      headers: { ...headers },
      body: body ?? null,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Leaving the loop closes the connection.
      if (size > maxBytes)
        throw new AisleError("outbound.too-large", `The answer of ${url.host} is larger than ${maxBytes} bytes.`);
      chunks.push(chunk);
    }
    return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: Buffer.concat(chunks) };
  }

  /**
   * `fetch` over the same connections, for libraries that bring their own requests: addresses are checked, redirects refused. Limits of
   * time and size are the library's.
   */
  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = outboundUrl(input instanceof Request ? input.url : String(input));
    // Two copies of the same standard, whose types do not know each other.
    const response = await undiciFetch(url, { ...init, redirect: "error", dispatcher: this.#agent } as UndiciInit);
    return response as unknown as Response;
  };

  /** Ends all connections. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

export interface OutboundHttpOptions {
  readonly allowed?: AllowedHosts;
  readonly resolve?: Resolve;
}

function pinned(addresses: readonly CheckedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true)
      callback(
        null,
        addresses.map((each) => ({ ...each })),
      );
    else callback(null, first!.address, first!.family);
  };
}

function plainHeaders(headers: {
  readonly [name: string]: string | string[] | undefined;
}): OutboundResponse["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

function outboundError(error: unknown, host: string, timedOutMs: number | undefined): AisleError {
  if (error instanceof AisleError) return error;
  if (timedOutMs !== undefined)
    return new AisleError("outbound.timeout", `${host} did not answer within ${timedOutMs} ms.`, { host }, error);
  const { code = "" } = error as { readonly code?: string };
  const reason = code === "" ? "the connection failed" : code;
  return new AisleError("outbound.unreachable", `${host} cannot be reached (${reason}).`, { host }, error);
}
