import { afterEach, describe, expect, it, vi } from "vitest";
import { frontEndSnippet } from "./front-end-snippet.ts";

interface Sent {
  readonly url: string;
  readonly batch: readonly { readonly messageId: string; readonly event: string; readonly anonymousId: string }[];
  readonly answer: (status: number) => void;
}

let modules = 0;

/** The module's `track`, beside an SDK that does nothing. */
async function trackOf(sent: Sent[]) {
  vi.stubGlobal("localStorage", {});
  vi.stubGlobal(
    "fetch",
    (url: string, { body }: { body: string }) =>
      new Promise((resolve) => {
        sent.push({ url, batch: JSON.parse(body).batch, answer: (status) => resolve({ status }) });
      }),
  );
  const sdk = "class GrowthBook { async init() {} getFeatureValue() {} }";
  const text = frontEndSnippet(
    { key: "buy-button", spec: { unit: { kind: "shopper", field: "id" } }, arms: [] },
    { clientKey: "sdk-1", url: "http://shop.example/api/features/sdk-1" },
  ).replace(/^import .*growthbook";$/m, sdk);
  const module = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(`${text}// ${modules++}`)}`
  );
  return module.track as (event: string, properties: object) => Promise<{ readonly status: number }>;
}

describe("module of a shop's pages", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("sends an exposure that is not confirmed along with the order, once it is confirmed no more", async () => {
    const sent: Sent[] = [];
    const track = await trackOf(sent);
    const exposed = track("Experiment Viewed", {});
    const ordered = track("Order Completed", {});
    expect(sent.map(({ batch }) => batch.map(({ event }) => event))).toEqual([
      ["Experiment Viewed"],
      ["Experiment Viewed", "Order Completed"],
    ]);
    expect(sent[1]!.batch[0]).toEqual(sent[0]!.batch[0]);
    expect(new Set(sent[1]!.batch.map(({ anonymousId }) => anonymousId)).size).toBe(1);
    expect(sent[0]!.url).toBe("http://shop.example/events/v1/batch");
    sent[1]!.answer(200);
    expect((await ordered).status).toBe(200);
    sent[0]!.answer(200);
    await exposed;
    void track("Product Viewed", {});
    expect(sent[2]!.batch.map(({ event }) => event)).toEqual(["Product Viewed"]);
  });

  it.each([429, 503])("sends again what a server answered with %i, and not what it refused", async (status) => {
    const sent: Sent[] = [];
    const track = await trackOf(sent);
    const first = track("Order Completed", {});
    sent[0]!.answer(status);
    await first;
    const second = track("Product Viewed", {});
    expect(sent[1]!.batch).toHaveLength(2);
    sent[1]!.answer(400);
    await second;
    void track("Product Clicked", {});
    expect(sent[2]!.batch).toHaveLength(1);
  });
});
