import type { FastifyRequest } from "fastify";

/** Carries the caller's address to better-auth. */
export const addressHeader = "x-aisle-address";

/** The request's headers as the web platform has them. */
export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return headers;
}

/** A Fastify request, its body still text, as a web request. */
export function webRequest(request: FastifyRequest): Request {
  const url = new URL(request.url, `${request.protocol}://${request.headers.host ?? "localhost"}`);
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && typeof request.body === "string";
  const headers = webHeaders(request);
  // Limits count by the address that the socket or a trusted proxy shows; what a caller writes into this header is overwritten.
  headers.set(addressHeader, request.ip);
  return new Request(url, {
    method: request.method,
    headers,
    ...(hasBody ? { body: request.body as string } : {}),
  });
}
