import { dayRhythm } from "./day-rhythm.ts";
import type { Random } from "./random.ts";
import type { Shopper } from "./shopper.ts";

export const devices = ["phone", "desktop"] as const;
export type Device = (typeof devices)[number];
export type Visitor = "new" | "returning";

/** One coming of a shopper: what a request says of it besides who asks and for what. */
export interface Session {
  /** Unique among all sessions ever played: events of the same session and place have the same message id. */
  readonly id: string;
  /** Of the browser, the same in every session of a shopper on one device. */
  readonly anonymousId: string;
  readonly device: Device;
  readonly visitor: Visitor;
}

/** Attention falls faster along the shelf of a small screen. */
const phoneDecay = 1.25;
const phoneShareAtNoon = 0.5;

/** Share of sessions on phones, 0–1: more in the busy evening than over the day, by the clocks `offsetMs` ahead of UTC. */
export function phoneShare(at: number, offsetMs = 0): number {
  return Math.min(0.8, phoneShareAtNoon + 0.12 * Math.max(0, dayRhythm(at, offsetMs) - 1.2));
}

/** Draws what a session is like; `at` in milliseconds since 1970, `visitsBefore` those of the same shopper. */
export function drawSession(
  options: { readonly id: string; readonly shopper: string; readonly at: number; readonly visitsBefore: number },
  random: Random,
): Session {
  const { id, shopper, at, visitsBefore } = options;
  const device: Device = random() < phoneShare(at) ? "phone" : "desktop";
  return { id, anonymousId: `anon-${shopper}-${device}`, device, visitor: visitsBefore > 0 ? "returning" : "new" };
}

/** A shopper as they respond on a device. */
export function onDevice(shopper: Shopper, device: Device): Shopper {
  return device === "phone" ? { ...shopper, positionDecay: shopper.positionDecay * phoneDecay } : shopper;
}
