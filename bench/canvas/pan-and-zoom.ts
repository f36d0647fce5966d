import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession } from "playwright-core";

/** One turn of the wheel, in CSS pixels; with `zoom` it is the pinch of a touchpad. */
interface Turn {
  readonly dx: number;
  readonly dy: number;
  readonly zoom: boolean;
}

const turns = (times: number, dx: number, dy: number, zoom = false): readonly Turn[] =>
  Array.from({ length: times }, () => ({ dx, dy, zoom }));

/** A walk over the whole drawing that ends where it began: across, out to all of it, in to a few cards, and back. */
export const benchTurns: readonly Turn[] = [
  ...turns(80, 20, 0),
  ...turns(60, 0, 12),
  ...turns(80, -20, -9),
  ...turns(30, 0, 20, true),
  ...turns(40, 10, 0),
  ...turns(40, -10, 0),
  ...turns(56, 0, -20, true),
  ...turns(60, 24, 8),
  ...turns(60, -24, -8),
  ...turns(26, 0, 20, true),
];

const frameMs = 1000 / 60;

/** Turns the wheel through the walk, one turn a frame by the clock whatever the page does, and waits until it took them all. */
export async function panAndZoom(session: CDPSession, at: { readonly x: number; readonly y: number }): Promise<void> {
  const started = performance.now();
  const frames: Promise<unknown>[] = [];
  for (const [step, { dx, dy, zoom }] of benchTurns.entries()) {
    const early = started + step * frameMs - performance.now();
    if (early > 0) await sleep(early);
    // 2 is the control key.
    const turn = { type: "mouseWheel", ...at, deltaX: dx, deltaY: dy, modifiers: zoom ? 2 : 0 } as const;
    frames.push(session.send("Input.dispatchMouseEvent", turn));
  }
  await Promise.all(frames);
}
