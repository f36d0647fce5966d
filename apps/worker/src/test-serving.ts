import { setTimeout as sleep } from "node:timers/promises";
import type { Graph } from "@aisle/runtime/graph/graph";
import type { JsonObject } from "@aisle/runtime/json";
import { startServing } from "./serve/serving-process.ts";
import { type TestHome, testHome } from "./test-home.ts";
import { TestShop } from "./test-shop.ts";

/** An answer over HTTP, its body read as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** What bodies of this process may hold; a test reads what it expects. */
export interface AnswerBody extends JsonObject {
  readonly items: readonly (JsonObject & { readonly id: string })[];
  readonly decisionId: string;
  readonly traceId: string;
  readonly version: number;
  readonly variant: string;
  readonly error: JsonObject & { readonly code: string; readonly message: string; readonly help: string };
}

/** A serving process within the test's own process, over a database and a data directory of its own. */
export interface TestServing {
  readonly home: TestHome;
  readonly shop: TestShop;
  /** Calls an endpoint with a key, an object as JSON, a text as it is. */
  call(slug: string, body: JsonObject | string, key?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Makes a version live and waits until it answers, the process's first work included; returns its id. */
  publish(slug: string, graph: Graph): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestServing(logOptions: Parameters<typeof startServing>[1] = {}): Promise<TestServing> {
  const home = await testHome();
  const shop = new TestShop(home.pool);
  const running = await startServing(home.environment, logOptions);
  return {
    home,
    shop,
    call: (slug, body, key, headers) => callEndpoint(home.url, slug, body, key, headers),
    async publish(slug, graph) {
      const { versionId, number } = await shop.activate(slug, graph);
      const key = await shop.key();
      for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 20) {
        // Refusals carry the version too.
        if ((await callEndpoint(home.url, slug, {}, key)).body.version === number) return versionId;
        await sleep(20);
      }
      throw new Error(`version ${number} of ${slug} does not answer`);
    },
    async stop() {
      await running.stop();
      await shop.close();
      await home.remove();
    },
  };
}

export async function callEndpoint(
  url: string,
  slug: string,
  body: JsonObject | string,
  key?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/v1/${slug}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as AnswerBody };
}
