import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { openAiModel } from "./open-ai-model.ts";

interface Received {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: {
    readonly model: string;
    readonly temperature: number;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format: { readonly type: string; readonly json_schema?: object };
  };
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that speaks the chat completions protocol; no model stands behind it. */
async function speaks(answers: readonly (string | number | { status: number; message: string })[]) {
  const received: Received[] = [];
  server = createServer((request, reply) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const { url = "", headers } = request;
      received.push({ url, authorization: headers.authorization, body: JSON.parse(text) });
      const answer = answers[Math.min(received.length, answers.length) - 1]!;
      const refusal = typeof answer === "number" ? { status: answer, message: `no, ${headers.authorization}` } : answer;
      reply.setHeader("content-type", "application/json");
      if (typeof refusal === "object") {
        reply.statusCode = refusal.status;
        // Retried at once, so that the test need not wait.
        reply.setHeader("retry-after-ms", "1");
        reply.end(JSON.stringify({ error: { message: refusal.message } }));
        return;
      }
      const message = { role: "assistant", content: answer };
      const usage = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };
      reply.end(JSON.stringify({ id: "c", model: "small-1", choices: [{ index: 0, message }], usage }));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server!.address() as AddressInfo).port}/v1`, received };
}

const question = {
  system: "You change graphs.",
  user: "add diversity",
  schema: { name: "edits", json: { type: "object", properties: { edits: { type: "array" } } } },
};

it("asks with the schema, at most a temperature of 0.2, and accounts for the tokens", async () => {
  const { url, received } = await speaks(['{"edits": []}']);
  const used: object[] = [];
  const model = openAiModel({ baseUrl: url, apiKey: "sk-test", model: "small", onUse: (use) => used.push(use) });
  expect(await model.ask({ ...question, temperature: 0.9 })).toEqual({
    value: { edits: [] },
    model: "small-1",
    inputTokens: 120,
    outputTokens: 30,
  });
  expect(received).toMatchObject([
    {
      url: "/v1/chat/completions",
      authorization: "Bearer sk-test",
      body: { model: "small", temperature: 0.2, response_format: { type: "json_schema" } },
    },
  ]);
  expect(used).toEqual([{ model: "small-1", inputTokens: 120, outputTokens: 30 }]);
});

it("puts the schema into words for a server that takes none, and reads JSON out of a fence", async () => {
  const { url, received } = await speaks([
    { status: 400, message: "response_format json_schema is not supported" },
    '```json\n{"edits": [1]}\n```',
  ]);
  const model = openAiModel({ baseUrl: url, model: "small" });
  expect((await model.ask(question)).value).toEqual({ edits: [1] });
  expect((await model.ask(question)).value).toEqual({ edits: [1] });
  expect(received.map(({ body }) => body.response_format.type)).toEqual(["json_schema", "json_object", "json_object"]);
  expect(received[1]!.body.messages[0]!.content).toContain('"edits"');
});

it("tries again while the server is busy, and says so without the key when it stays down", async () => {
  const busy = await speaks([503, '{"edits": []}']);
  expect((await openAiModel({ baseUrl: busy.url, model: "small" }).ask(question)).value).toEqual({ edits: [] });
  server?.close();
  const down = await speaks([500]);
  const failed = await openAiModel({ baseUrl: down.url, apiKey: "sk-secret", model: "small" })
    .ask(question)
    .catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "language.unavailable", details: { status: 500 } });
  expect(JSON.stringify(failed) + String(failed)).not.toContain("sk-secret");
  expect(down.received).toHaveLength(3);
});

it("refuses prose, and gives up after its time", async () => {
  const { url } = await speaks(["I would rather not."]);
  await expect(openAiModel({ baseUrl: url, model: "small" }).ask(question)).rejects.toMatchObject({
    code: "language.bad-answer",
  });
  await expect(
    openAiModel({ baseUrl: "http://127.0.0.1:9/v1", model: "small" }).ask({ ...question, timeoutMs: 200 }),
  ).rejects.toMatchObject({ code: "language.unavailable" });
});
