import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { localToken, makeTestStudio, type TestStudio } from "./test-studio.ts";

const bodyMs = 300;
let studio: TestStudio;
let port: number;

beforeEach(async () => {
  studio = makeTestStudio({ bodyMs });
  await studio.server.listen({ host: "127.0.0.1", port: 0 });
  port = (studio.server.server.address() as { port: number }).port;
});
afterEach(() => studio.close());

/** Sends raw bytes and gives what comes back until the connection ends, and after how long that was. */
function send(text: string, later: readonly string[] = []): Promise<{ readonly answer: string; readonly ms: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let answer = "";
    const socket = connect({ host: "127.0.0.1", port }, async () => {
      socket.write(text);
      for (const part of later) {
        await sleep(bodyMs / 2);
        if (socket.writable) socket.write(part);
      }
    });
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    // A part sent after the end of the connection is answered by a reset.
    socket.on("error", (error) =>
      answer === "" ? reject(error) : resolve({ answer, ms: performance.now() - started }),
    );
    socket.on("close", () => resolve({ answer, ms: performance.now() - started }));
  });
}

const head = (path: string, length: number, more = "") =>
  `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:4400\r\nauthorization: Bearer ${localToken}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;
const closing = "connection: close\r\n";

it("ends a call whose body does not arrive, with the reason", async () => {
  const { answer, ms } = await send(`${head("/trpc/jobs.cancel", 100)}{"jobId"`);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"code":"request.timeout"');
  expect(answer).toContain("x-content-type-options: nosniff");
  expect(ms).toBeLessThan(5_000);
});

it("ends a call that drips, and one that was refused and goes on sending", async () => {
  const dripping = await send(head("/trpc/jobs.cancel", 100), Array(12).fill("x"));
  expect(dripping.answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(dripping.ms).toBeLessThan(bodyMs * 5);
  const refused = await send(head("/trpc/jobs.cancel", 100, "origin: http://a\r\n"), Array(12).fill("x"));
  expect(refused.answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(refused.ms).toBeLessThan(bodyMs * 5);
});

it("lets an upload take its time, as long as it does not stand still", async () => {
  const slow = await send(head("/api/restore", 8, closing), Array(8).fill("x"));
  expect(slow.answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(slow.ms).toBeGreaterThan(bodyMs * 2);
  const still = await send(head("/api/restore?still", 8, closing), ["x"]);
  expect(still.answer).toMatch(/^HTTP\/1\.1 408 /);
});

it.each([
  ["a Host with a blank", "GET /trpc/session HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n", 400],
  [
    "a Host with blanks at the sign-in",
    "GET /api/auth/get-session HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n",
    400,
  ],
  ["TRACE", "TRACE /trpc/session HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 405],
  ["QUERY", "QUERY /trpc/session HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 405],
  ["no HTTP", "hello\r\n\r\n", 400],
  ["no Host", "GET /health HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
  ["a strange expectation", "GET /health HTTP/1.1\r\nhost: a\r\nexpect: a miracle\r\n\r\n", 417],
  ["headers without end", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(40_000)}\r\n\r\n`, 431],
])("answers %s with a status of the caller's fault", async (_name, text, status) => {
  const { answer } = await send(text);
  expect(answer).toMatch(/^HTTP\/1\.1 4/);
  // An old Node.js does not know QUERY and refuses it as no HTTP.
  if (!(status === 405 && answer.startsWith("HTTP/1.1 400"))) expect(answer).toContain(`HTTP/1.1 ${status}`);
  expect(answer).toContain("x-content-type-options: nosniff");
});
