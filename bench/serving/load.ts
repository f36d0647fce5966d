import { connect, type Socket } from "node:net";

/** One load: every connection sends the next request as soon as it has its answer (closed loop). */
export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  /** Bodies, sent in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Ends after this many milliseconds, or after `count` requests. */
  readonly forMs?: number;
  readonly count?: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly errors: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const headEnd = Buffer.from("\r\n\r\n");

/** Loads a server over raw keep-alive connections, so that the measuring process costs little. */
export async function load({ url, key, bodies, connections, forMs, count }: LoadOptions): Promise<LoadResult> {
  const { hostname, port, pathname } = new URL(url);
  const requests = bodies.map((body) => requestBytes(pathname, hostname, key, body));
  const latencies: number[] = [];
  let errors = 0;
  let sent = 0;
  const started = performance.now();
  const mayGoOn = () =>
    (forMs === undefined || performance.now() - started < forMs) && (count === undefined || sent < count);
  const runConnection = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      let at = 0;
      let pending: Buffer = Buffer.alloc(0);
      const next = () => {
        if (!mayGoOn()) return end(socket, resolve);
        at = performance.now();
        socket.write(requests[sent++ % requests.length]!);
      };
      socket.on("connect", next);
      socket.on("error", reject);
      socket.on("data", (chunk: Buffer) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const length = responseLength(pending);
        if (length === undefined || pending.length < length) return;
        latencies.push(performance.now() - at);
        // "HTTP/1.1 200": anything else is an error.
        if (pending[9] !== 0x32) errors++;
        pending = Buffer.alloc(0);
        next();
      });
    });
  await Promise.all(Array.from({ length: connections }, runConnection));
  const elapsedMs = performance.now() - started;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { requests: latencies.length, errors, elapsedMs, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function end(socket: Socket, resolve: () => void): void {
  socket.end();
  resolve();
}

function requestBytes(path: string, host: string, key: string, body: string): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  return Buffer.from(head + body);
}

/** Bytes of the whole response, once its head is there. */
function responseLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const match = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, end));
  if (match === null) throw new Error("the response has no content-length");
  return end + headEnd.length + Number(match[1]);
}
