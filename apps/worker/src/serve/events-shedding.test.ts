import { ZoneClock } from "@aisle/runtime/zoned-time";
import Fastify from "fastify";
import { expect, it } from "vitest";
import { errorReplies } from "./error-replies.ts";
import { eventsRoutes } from "./events-routes.ts";
import { LoadGuard } from "./load-guard.ts";
import { Metrics } from "./metrics.ts";

it("refuses events while the event loop stays late, so that a shop's page can read it, and takes them again after", async () => {
  let now = 0;
  const metrics = new Metrics();
  const guard = new LoadGuard({ clock: () => now, onShed: () => metrics.shed() });
  const stored: string[] = [];
  let waiting = 0;
  let letGo: (() => void) | undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const server = Fastify();
  errorReplies(server);
  eventsRoutes(server, {
    guard,
    metrics,
    checkKey: () => ({ id: "key", workspaceId: "ws", kind: "write" }),
    clockOf: async () => new ZoneClock("UTC"),
    events: {
      append: async (_workspaceId, events) => {
        waiting++;
        await held;
        stored.push(...events.map(({ messageId }) => messageId));
        return { stored: events.length, duplicates: 0 };
      },
      reject: async () => undefined,
    },
  });
  const send = (messageId: string) =>
    server.inject({
      method: "POST",
      url: "/events/v1/track",
      headers: { origin: "https://shop.example" },
      payload: { event: "Seen", userId: "u", messageId },
    });
  const round = (ms: number) => {
    now += ms;
    guard.tick();
  };
  for (let i = 0; i < 10; i++) round(400);
  const first = Promise.all(Array.from({ length: 30 }, (_, i) => send(`m${i}`)));
  await expect.poll(() => waiting).toBe(30);
  const refused = await Promise.all(Array.from({ length: 30 }, (_, i) => send(`n${i}`)));
  letGo?.();
  expect((await first).map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(200));
  expect(refused.map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(503));
  expect(refused[0]!.json().error.code).toBe("serving.overloaded");
  expect(Number(refused[0]!.headers["retry-after"])).toBeGreaterThan(0);
  expect(refused[0]!.headers["access-control-allow-origin"]).toBe("https://shop.example");
  expect(stored.sort()).toEqual(Array.from({ length: 30 }, (_, i) => `m${i}`).sort());
  expect(await metrics.text()).toContain("aisle_shed_total 30");
  for (let i = 0; i < 50; i++) round(10);
  expect((await send("later")).statusCode).toBe(200);
  await server.close();
});
