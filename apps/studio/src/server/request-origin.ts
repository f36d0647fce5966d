import type { IncomingHttpHeaders } from "node:http";
import { ownHosts } from "@aisle/platform/network/own-hosts";
import { AisleError } from "@aisle/runtime/errors";

/** Origins of the studio's own pages: of the address that people get (AISLE_PUBLIC_URL), and of those it listens on. */
export function studioOrigins(host: string, port: number, publicUrl: string | undefined): ReadonlySet<string> {
  const own = [...ownHosts(host)].map((name) => `http://${name}:${port}`);
  const urls = publicUrl === undefined ? own : [publicUrl, ...own];
  return new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin));
}

/**
 * Throws `access.denied` unless an unsafe request comes from the studio's own page: another port or subdomain of the same
 * host shares the cookies and is a third party all the same. Programs send neither Origin nor Sec-Fetch-Site and are known
 * by their token; whoever comes by a cookie is a browser, which sends an Origin.
 */
export function refuseForeignPage(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): void {
  const { origin, cookie } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new AisleError("access.denied", "A page of another site may not change anything here.");
  }
  if (origin === undefined) {
    if (cookie === undefined) return;
    throw new AisleError("access.denied", "A request with a cookie must say which page it comes from (Origin).");
  }
  if (!origins.has(origin)) {
    throw new AisleError(
      "access.denied",
      `A page at ${origin.slice(0, 200)} may not change anything here. If that is where people open the studio, ` +
        "set AISLE_PUBLIC_URL to it and start again.",
    );
  }
}

/**
 * Throws `access.denied` unless an upload carries a header that a page elsewhere cannot send without asking first:
 * `x-aisle-upload`, or a bearer token.
 */
export function refuseUnaskedUpload(headers: IncomingHttpHeaders): void {
  if (headers["x-aisle-upload"] !== undefined || headers.authorization !== undefined) return;
  throw new AisleError("access.denied", "An upload needs the header x-aisle-upload: 1.");
}
