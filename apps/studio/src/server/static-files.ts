import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const mimes: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
};

interface StaticFile {
  readonly bytes: Buffer;
  readonly zipped: Buffer | undefined;
  readonly mime: string;
  readonly etag: string;
  readonly immutable: boolean;
}

/** What the page knows of where pictures may come from, beside https. */
function withPictureHosts(page: Buffer, hosts: readonly string[]): Buffer {
  if (hosts.length === 0) return page;
  const meta = `<meta name="picture-hosts" content="${hosts.join(" ")}">`;
  return Buffer.from(page.toString("utf8").replace("<head>", `<head>${meta}`));
}

function readFiles(folder: string, pictureHosts: readonly string[]): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || path.endsWith(".map")) continue;
    const mime = mimes[extname(path)] ?? "application/octet-stream";
    const read = readFileSync(path);
    const bytes = name === "index.html" ? withPictureHosts(read, pictureHosts) : read;
    const zippable = /text|json|svg/.test(mime) && bytes.length > 1024;
    files.set(`/${relative(folder, path).split(sep).join("/")}`, {
      bytes,
      zipped: zippable ? gzipSync(bytes) : undefined,
      mime,
      etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
      // Vite writes a content hash into every name under assets/.
      immutable: name.startsWith(`assets${sep}`),
    });
  }
  return files;
}

const policyWith = (pictureHosts: readonly string[]) =>
  [
    "default-src 'self'",
    // Product pictures stand where the retailer keeps them.
    ["img-src 'self' data: https:", ...pictureHosts.map((host) => `http://${host}`)].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/**
 * Serves the built client from memory: hashed assets for a year, the page for every path that is not a file.
 * Unknown paths under /api, /trpc and /assets are left to the not-found answer. Pictures are loaded by https, and by http from
 * `pictureHosts` (`name` or `name:port`).
 */
export function serveStaticFiles(server: FastifyInstance, folder: string, pictureHosts: readonly string[] = []): void {
  const files = readFiles(folder, pictureHosts);
  const policy = policyWith(pictureHosts);
  const send = (file: StaticFile, request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({
      "content-type": file.mime,
      etag: file.etag,
      "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      vary: "accept-encoding",
    });
    if (file.mime.startsWith("text/html")) reply.header("content-security-policy", policy);
    if (request.headers["if-none-match"] === file.etag) return reply.code(304).send();
    if (file.zipped !== undefined && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
      return reply.header("content-encoding", "gzip").send(file.zipped);
    }
    return reply.send(file.bytes);
  };
  server.get("/*", (request, reply) => {
    const path = request.url.split("?")[0]!;
    const file = files.get(path) ?? (/^\/(api|trpc|assets)\//.test(path) ? undefined : files.get("/index.html"));
    return file === undefined ? reply.callNotFound() : send(file, request, reply);
  });
}
