import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Random } from "./random.ts";
import { type RawRequest, send } from "./send.ts";
import { Tally } from "./tally.ts";
import { anyValue } from "./values.ts";

let server: Server;
let port: number;

beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  server = createServer((request, response) => {
    const answers: { readonly [path: string]: readonly [number, string] } = {
      "/fine": [200, "{}"],
      "/broken": [500, "{}"],
      "/stream": [200, 'data: {"data":{"httpStatus":500}}'],
      "/starting": [503, '{"error":{"code":"serving.starting"}}'],
      "/away": [503, "upstream"],
    };
    const answer = answers[request.url ?? ""];
    if (answer === undefined) return void request.socket.destroy();
    response.writeHead(answer[0]).end(answer[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
});
afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

const to = (path: string, more: Partial<RawRequest> = {}): RawRequest => ({
  ...{ route: path, port, method: "GET", path, headers: [["host", "127.0.0.1"]] as const },
  ...more,
});

it("counts what blames the server, also inside a stream, and lets a documented 503 be", async () => {
  const tally = new Tally();
  for (const path of ["/fine", "/broken", "/stream", "/starting", "/away", "/cut"]) {
    const request = to(path);
    tally.add(request, await send(request));
  }
  const half = to("/cut", { method: "POST", body: "0123456789", half: true });
  tally.add(half, await send(half));
  expect(tally.figures()).toMatchObject({
    ...{ requests: 7, serverErrors: 3, unanswered: 1, unavailable: 1, taken: 1, hangs: 0, routes: 6 },
  });
  tally.add(to("/slow"), { status: 0, body: "", hung: true });
  expect(tally.figures().hangs).toBe(1);
});

it("makes the same requests of the same seed, hostile ones among them", () => {
  const schema = { type: "object", properties: { pipelineId: { type: "string" }, limit: { type: "integer" } } };
  const made = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 500 }, () => JSON.stringify(anyValue(schema, { pipelineId: ["pipe_1"] }, random)));
  };
  expect(made(1)).toEqual(made(1));
  expect(made(2)).not.toEqual(made(1));
  const all = made(1).join("");
  const parts = ["pipe_1", "\\u0000", "\\ud800", "__proto__", '{"in":[{"in":[{"in":['];
  expect(parts.filter((part) => !all.includes(part))).toEqual([]);
});
