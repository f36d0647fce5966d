import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./stand-in-answer.ts";
import { StandInCollections } from "./stand-in-collections.ts";
import type { Wire } from "./stand-in-filter.ts";

/** One request and what was answered, for checks against the engine's interface. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

/** A loopback server that speaks as much of Qdrant's interface as the adapter uses, and refuses all else. */
export interface StandInServer {
  readonly url: string;
  /** Stops listening and cuts what is open, as a server that is killed; what it holds stays. */
  away(): Promise<void>;
  /** Listens again, where it did before. */
  back(): Promise<void>;
  /** Forgets everything, as a server whose disk was lost. */
  lose(): void;
  /** From now on every answer takes this long. */
  slow(milliseconds: number): void;
  close(): Promise<void>;
}

/** Starts the stand-in on a free port; `onExchange` sees every exchange, and what it throws is answered as a 500. */
export async function startStandIn(onExchange: (exchange: Exchange) => void = () => undefined): Promise<StandInServer> {
  const collections = new StandInCollections();
  let slowMs = 0;
  const handle = async (incoming: IncomingMessage): Promise<{ readonly status: number; readonly body: Wire }> => {
    const started = performance.now();
    const url = new URL(incoming.url ?? "/", "http://stand-in");
    let text = "";
    for await (const piece of incoming.setEncoding("utf8")) text += piece;
    const method = incoming.method ?? "GET";
    let request: unknown;
    let answer: Answer;
    try {
      request = text === "" ? undefined : JSON.parse(text);
      answer = collections.answer(method, url.pathname, (request ?? {}) as Wire);
    } catch (error) {
      const syntax = error instanceof SyntaxError;
      answer = {
        status: syntax ? 400 : 501,
        error: syntax ? `Format error in JSON body: ${error.message}` : String(error),
      };
    }
    let body = bodyOf(answer, started);
    try {
      const { headers } = incoming;
      const { status } = answer;
      onExchange({ method, path: url.pathname, query: url.searchParams, headers, request, status, response: body });
    } catch (error) {
      answer = { status: 500, error: String(error) };
      body = bodyOf(answer, started);
    }
    await sleep(slowMs);
    return { status: answer.status, body };
  };
  const open = (port: number) =>
    new Promise<Server>((resolve) => {
      const server = createServer((incoming, outgoing) => {
        handle(incoming).then(
          ({ status, body }) =>
            outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
          () => outgoing.destroy(),
        );
      });
      server.listen(port, "127.0.0.1", () => resolve(server));
    });
  let server = await open(0);
  const { port } = server.address() as AddressInfo;
  const away = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    away,
    async back() {
      server = await open(port);
    },
    lose: () => collections.clear(),
    slow(milliseconds) {
      slowMs = milliseconds;
    },
    close: away,
  };
}

function bodyOf({ result, error }: Answer, started: number): Wire {
  const time = (performance.now() - started) / 1000;
  return error === undefined ? { result, status: "ok", time } : { status: { error }, time };
}
