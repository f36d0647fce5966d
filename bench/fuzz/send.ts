import { connect, type Socket } from "node:net";

/** One request, byte for byte as it goes over the wire. */
export interface RawRequest {
  /** What it is of, for counting: a procedure or a route. */
  readonly route: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | Buffer | undefined;
  /** Sends half of the body and goes away. */
  readonly half?: boolean;
  /** The answer is a stream: its first event is enough. */
  readonly stream?: boolean;
}

export interface Answer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly body: string;
  readonly hung: boolean;
}

const patienceMs = 10_000;
const leaveMs = 20;
const maxStored = 20_000;

/** Sends it over a connection of its own and reads the answer to its end; a hang is ten seconds without a byte. */
export function send(request: RawRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const bytes = bytesOf(request);
    let text = "";
    let socket: Socket | undefined;
    const finish = (hung: boolean) => {
      clearTimeout(timer);
      socket?.destroy();
      resolve({ ...parse(text), hung });
    };
    let timer = setTimeout(() => finish(true), patienceMs);
    socket = connect({ host: "127.0.0.1", port: request.port }, () => {
      if (!request.half) return void socket?.write(bytes);
      socket?.write(bytes.subarray(0, Math.max(1, bytes.length - 5)));
      setTimeout(() => finish(false), leaveMs);
    });
    socket.on("data", (chunk: Buffer) => {
      // A long answer may take its time as long as it comes.
      clearTimeout(timer);
      timer = setTimeout(() => finish(true), patienceMs);
      if (text.length < maxStored) text += chunk.toString("latin1");
      if (request.stream && /\r\n\r\n[\s\S]*\n\n/.test(text)) finish(false);
    });
    socket.on("error", () => finish(false));
    socket.on("close", () => finish(false));
  });
}

function bytesOf({ method, path, headers, body }: RawRequest): Buffer {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : Buffer.from(body);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === undefined ? "" : `content-length: ${content.length}\r\n`;
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join("")}${length}connection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), content]);
}

function parse(text: string): { readonly status: number; readonly body: string } {
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0);
  const at = text.indexOf("\r\n\r\n");
  return { status, body: at < 0 ? "" : text.slice(at + 4) };
}
