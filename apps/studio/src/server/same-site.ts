import type { IncomingHttpHeaders } from "node:http";

/**
 * True unless a browser says that a page of another site sent the request: by Sec-Fetch-Site, or, over plain HTTP where
 * that is not sent, by an Origin of another host. Programs send neither and are known by their session or token alone.
 */
export function isSameSite(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (typeof site === "string") return site !== "cross-site";
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
