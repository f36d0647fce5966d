import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openAiModel } from "./open-ai-model.ts";

type Reply = (response: ServerResponse, body: Asked, count: number, request: IncomingMessage) => void;

interface Asked {
  readonly response_format?: { readonly type: string };
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly messages: readonly { readonly content: string }[];
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on loopback that answers as it is configured; no model stands behind it. */
async function serverThat(reply: Reply) {
  const asked: Asked[] = [];
  const urls: string[] = [];
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      asked.push(JSON.parse(text));
      urls.push(request.url ?? "");
      reply(response, asked.at(-1)!, asked.length, request);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const ask = (more: { timeoutMs?: number; signal?: AbortSignal; query?: string } = {}) => {
    const { query = "", ...rest } = more;
    const model = openAiModel({ baseUrl: url + query, apiKey: "sk-secret-1", model: "small" });
    return model.ask({ ...question, ...rest });
  };
  return { url, asked, urls, ask };
}

const question = {
  system: "You change graphs.",
  user: "add diversity",
  schema: { name: "edits", json: { type: "object", required: ["a"], properties: { a: { type: "number" } } } },
};
const says = (content: unknown, more: object = {}) =>
  JSON.stringify({ model: "m", choices: [{ index: 0, message: { role: "assistant", content }, ...more }] });
const refuses = (response: ServerResponse, status: number, message: string) => {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ error: { message } }));
};
async function failure(asking: Promise<unknown>) {
  const started = performance.now();
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown as { code: string; message: string },
  );
  return { code: error?.code, message: error?.message ?? "", ms: performance.now() - started };
}

describe("one limit for the whole question", () => {
  it.each<[string, Reply]>([
    ["no headers", () => undefined],
    ["headers, no body", (response) => response.writeHead(200).flushHeaders()],
    [
      "half a body",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"choices": [');
      },
    ],
    [
      "a body that never ends",
      (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(drip));
      },
    ],
    ["half of an error", (response) => response.writeHead(500).write("{")],
    ["busy for a little, permanently", (response) => refuses(response.setHeader("retry-after", "0.1"), 503, "busy")],
  ])("holds for %s", async (_name, reply) => {
    const { ask } = await serverThat(reply);
    const { code, ms } = await failure(ask({ timeoutMs: 600 }));
    expect(code).toBe("language.unavailable");
    expect(ms).toBeLessThan(3000);
  });

  it("is cut short by the asker, in a pause too", async () => {
    const { ask } = await serverThat((response) => refuses(response.setHeader("retry-after", "5"), 429, "slow down"));
    const { code, message, ms } = await failure(ask({ signal: AbortSignal.timeout(300) }));
    expect([code, message]).toEqual(["language.unavailable", expect.stringContaining("given up")]);
    expect(ms).toBeLessThan(3000);
    expect((await failure(ask({ signal: AbortSignal.abort() }))).message).toContain("given up");
  });

  it("does not wait for a server that asks for more time than there is", async () => {
    const { ask, asked } = await serverThat((response) =>
      refuses(response.setHeader("retry-after", "90"), 429, "later"),
    );
    const { message, ms } = await failure(ask({ timeoutMs: 20_000 }));
    expect(message).toBe("The language model's server is busy (429) and asks to wait 90 s.");
    expect(ms).toBeLessThan(3000);
    expect(asked).toHaveLength(1);
  });

  it.each(["soon", "-1", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999999"])(
    "reads Retry-After: %s",
    async (header) => {
      const { ask, asked } = await serverThat((response, _body, count) =>
        count === 1 ? refuses(response.setHeader("retry-after", header), 503, "busy") : response.end(says('{"a": 1}')),
      );
      const { message } = await failure(ask());
      expect([message, asked.length]).toEqual(header.startsWith("9") ? [expect.stringContaining("503"), 1] : ["", 2]);
    },
  );
});

describe("answers that are none", () => {
  it.each<[string, Reply, RegExp]>([
    ["204", (response) => response.writeHead(204).end(), /answered 204 without a body/],
    ["an empty body", (response) => response.end(), /answered 200 without a body/],
    ["null", (response) => response.end("null"), /answered without a message/],
    ["no choices", (response) => response.end('{"choices": []}'), /answered without a message/],
    ["a web page", (response) => response.end("<!doctype html><p>Hello"), /answered with a web page/],
    [
      "an error in a 200",
      (response) => response.end('{"error": {"message": "no slots"}}'),
      /answered with an error. It said: “no slots”/,
    ],
    ["an error as text", (response) => response.end('{"error": "model not loaded"}'), /“model not loaded”/],
    [
      "a 404",
      (response) => refuses(response, 404, "the model small does not exist"),
      /answered 404. It said: “the model small does not exist”/,
    ],
    [
      "a wrong key",
      (response) => refuses(response, 401, "bad key sk-secret-1"),
      /refused the key in OPENAI_API_KEY \(401\)/,
    ],
    [
      "a repeated key",
      (response) => refuses(response, 402, "pay for sk-secret-1"),
      /answered 402. It said: “pay for …”/,
    ],
    [
      "too long a prompt",
      (response) => refuses(response, 400, "This model's maximum context length is 8 tokens"),
      /too long for the language model small/,
    ],
  ])("says what came: %s", async (_name, reply, message) => {
    const { ask, asked } = await serverThat(reply);
    const failed = await failure(ask());
    expect(failed).toMatchObject({ code: "language.unavailable", message: expect.stringMatching(message) });
    expect(failed.message).not.toContain("sk-secret");
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ["closes without an answer", (response) => response.destroy()],
    [
      "breaks off in the middle of its answer",
      (response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"choices": [');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])("tries again when the server %s", async (_name, reply) => {
    const { ask, asked } = await serverThat((response, body, count, request) =>
      count < 3 ? reply(response, body, count, request) : response.end(says('{"a": 1}')),
    );
    expect((await ask()).value).toEqual({ a: 1 });
    expect(asked).toHaveLength(3);
    server?.close();
    const again = await serverThat(reply);
    expect((await failure(again.ask({ timeoutMs: 5000 }))).message).toMatch(
      /did not answer: it broke off the connection/,
    );
  });

  it("says that nothing listens", async () => {
    const { ask } = await serverThat(() => undefined);
    server?.close();
    expect((await failure(ask())).message).toBe(
      "The language model's server did not answer: nothing listens at its address.",
    );
  });
});

describe("servers that speak otherwise", () => {
  it.each<[string, number, string]>([
    ["llama.cpp", 400, "Unable to generate parser for this template. JSON schema error at #/properties"],
    ["a grammar", 400, "failed to parse grammar"],
    ["FastAPI", 422, "Extra inputs are not permitted: body.response_format"],
    ["a server's own failure", 500, "output that does not match the expected peg-native format"],
    ["a missing route", 404, "response_format json_schema is not supported"],
    ["an answer of status 200", 200, "guided decoding is not enabled"],
  ])("asks %s in words when the schema is refused", async (_name, status, message) => {
    const { ask, asked } = await serverThat((response, body) =>
      body.response_format === undefined ? response.end(says('{"a": 1}')) : refuses(response, status, message),
    );
    expect((await ask()).value).toEqual({ a: 1 });
    expect(asked.map((body) => body.response_format?.type)).toEqual(["json_schema", "json_object", undefined]);
    expect(asked[2]!.messages[0]!.content).toContain('"required":["a"]');
  });

  it("leaves out what is refused, and remembers it", async () => {
    const { url, asked } = await serverThat((response, body) => {
      if (body.max_completion_tokens !== undefined)
        refuses(response, 400, "Unrecognized request argument: max_completion_tokens");
      else if (body.temperature !== undefined)
        refuses(response, 400, "Unsupported value: 'temperature' does not support 0");
      else response.end(says('{"a": 1}'));
    });
    const model = openAiModel({ baseUrl: url, model: "small" });
    for (const _ of [1, 2]) expect((await model.ask(question)).value).toEqual({ a: 1 });
    expect(asked).toHaveLength(4);
    expect(asked[3]).toMatchObject({ max_tokens: 2000, response_format: { type: "json_schema" } });
  });

  it("sends the query of its address with every request", async () => {
    const { ask, urls } = await serverThat((response) => response.end(says('{"a": 1}')));
    expect((await ask({ query: "?api-version=1&x=a%2Fb" })).value).toEqual({ a: 1 });
    expect((await ask({ query: "/?api-version=2#top" })).value).toEqual({ a: 1 });
    expect(urls).toEqual(["/v1/chat/completions?api-version=1&x=a%2Fb", "/v1/chat/completions?api-version=2"]);
  });

  it.each<[string, unknown]>([
    ["thinking before it", '<think>maybe {x} or {"a": 2}</think>{"a": 1}'],
    ["thinking whose opening was not sent", 'perhaps {"a": 3}\n</think>\n{"a": 1}'],
    ["words behind it", '{"a": 1} I used {b}.'],
    ["words with braces before it", 'As {asked}: {"a": 1}'],
    ["a fence", '```json\n{"a": 1}\n```'],
    ["another object before it", '{"note": "}"} {"a": 1}'],
    [
      "content in parts",
      [
        { type: "text", text: '{"a"' },
        { type: "text", text: ": 1}" },
      ],
    ],
  ])("reads an answer with %s", async (_name, content) => {
    const { ask } = await serverThat((response) => response.end(says(content)));
    expect((await ask()).value).toEqual({ a: 1 });
  });

  it.each<[string, string, RegExp]>([
    ["was cut off", says('{"a": [{"b": 1}, {"b"', { finish_reason: "length" }), /cut off at the limit of tokens/],
    ["is empty", says(""), /holds no JSON/],
    ["is null", says(null), /holds no JSON/],
    ["is prose", says("I would rather {not}."), /holds no JSON/],
  ])("refuses an answer that %s", async (_name, body, message) => {
    const { ask } = await serverThat((response) => response.end(body));
    expect(await failure(ask())).toMatchObject({
      code: "language.bad-answer",
      message: expect.stringMatching(message),
    });
  });
});
