import type { FastifyRequest } from "fastify";

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
  return new Request(url, {
    method: request.method,
    headers: webHeaders(request),
    ...(hasBody ? { body: request.body as string } : {}),
  });
}
