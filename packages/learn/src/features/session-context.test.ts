import { describe, expect, it } from "vitest";
import { type SessionEvent, sessionContext } from "./session-context.ts";

const nowMs = 1_000_000;
const event = (secondsAgo: number, action: SessionEvent["action"], rest: Partial<SessionEvent> = {}): SessionEvent => ({
  action,
  timeMs: nowMs - secondsAgo * 1000,
  ...rest,
});
const boot = { product: "boot", category: "shoes", brand: "Acme", price: 9900 };
const clog = { product: "clog", category: "shoes", brand: "Bolt", price: 4900 };
const cap = { product: "cap", category: "hats", brand: "Acme", price: 1900 };

describe("session context", () => {
  it("sums up what was looked at", () => {
    const context = sessionContext(
      [
        event(120, "search"),
        event(100, "view", boot),
        event(80, "view", clog),
        event(40, "view", boot),
        event(20, "add-to-cart", boot),
        event(0, "view", cap),
      ],
      nowMs,
    );
    expect(context).toMatchObject({
      events: 6,
      views: 4,
      searches: 1,
      distinctProducts: 3,
      distinctCategories: 2,
      repeatViews: 1,
      cartSize: 1,
      secondsActive: 120,
      medianPauseSeconds: 20,
      lowestPrice: 1900,
      highestPrice: 9900,
      recentProducts: ["cap", "boot", "clog"],
    });
    expect(context.categoryShares[0]![0]).toBe("shoes");
    expect(context.focus).toBeGreaterThan(0.75);
    expect(context.brandShares.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("empties the cart when things are taken out or bought, and looks at nothing that comes later", () => {
    const events = [
      event(9, "add-to-cart", boot),
      event(8, "add-to-cart", cap),
      event(7, "remove-from-cart", cap),
      event(-1, "purchase", boot),
    ];
    expect(sessionContext(events, nowMs).cartSize).toBe(1);
    expect(sessionContext(events, nowMs + 1000).cartSize).toBe(0);
    expect(sessionContext(events, nowMs).recentProducts).toEqual(["cap", "boot"]);
  });

  it("lets attention fade", () => {
    const events = [event(600, "view", boot), event(0, "view", cap)];
    expect(sessionContext(events, nowMs).categoryShares).toEqual([
      ["hats", expect.closeTo(0.8, 10)],
      ["shoes", expect.closeTo(0.2, 10)],
    ]);
    expect(sessionContext(events, nowMs, { halfLifeSeconds: 1e9 }).focus).toBeCloseTo(0.5, 5);
  });

  it("has a number for everything in an empty session", () => {
    const context = sessionContext([], nowMs);
    for (const value of Object.values(context)) if (typeof value === "number") expect(value).toBe(0);
    expect(context.recentProducts).toEqual([]);
  });
});
