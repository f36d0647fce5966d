import type { MonitorHour, MonitorSource, StoredMonitorHour } from "@aisle/contracts/monitor-source";
import { hourFromBytes, hourToBytes } from "../sketch/hour-bytes.ts";
import type { HourSketches } from "../sketch/hour-sketches.ts";

const hourMs = 3_600_000;
const maxRetained = 300;

interface Held extends MonitorHour {
  readonly sketches: HourSketches;
}

/** The hour that holds an instant. */
export const hourOf = (at: number): number => Math.floor(at / hourMs) * hourMs;

const keyOf = ({ kind, name, at }: MonitorHour): string => `${kind} ${at} ${name}`;

/** The hours that are being filled, read from what is stored when they are first needed. */
export class HourCache {
  readonly #source: Pick<MonitorSource, "hours">;
  readonly #held = new Map<string, Held>();
  readonly #changed = new Set<Held>();
  readonly #empty: (hour: MonitorHour) => HourSketches;

  constructor(source: Pick<MonitorSource, "hours">, empty: (hour: MonitorHour) => HourSketches) {
    this.#source = source;
    this.#empty = empty;
  }

  /** Has these hours at hand. */
  async prepare(hours: Iterable<MonitorHour>): Promise<void> {
    const absent = new Map<string, MonitorHour>();
    for (const hour of hours) {
      const key = keyOf(hour);
      if (!this.#held.has(key)) absent.set(key, { kind: hour.kind, name: hour.name, at: hour.at });
    }
    if (absent.size === 0) return;
    for (const { kind, name, at, bytes } of await this.#source.hours([...absent.values()])) {
      const hour = { kind, name, at };
      this.#held.set(keyOf(hour), { ...hour, sketches: hourFromBytes(bytes, hour) });
    }
    for (const [key, hour] of absent)
      if (!this.#held.has(key)) this.#held.set(key, { ...hour, sketches: this.#empty(hour) });
  }

  /** An hour that was prepared, to be changed. */
  change(hour: MonitorHour): HourSketches {
    const held = this.#held.get(keyOf(hour));
    if (held === undefined) throw new Error(`the hour ${keyOf(hour)} was not prepared`);
    this.#changed.add(held);
    return held.sketches;
  }

  /** What changed since it was taken last. */
  takeChanged(): readonly StoredMonitorHour[] {
    const changed = [...this.#changed].map(({ kind, name, at, sketches }) => ({
      kind,
      name,
      at,
      rows: sketches.rows,
      bytes: hourToBytes(sketches),
    }));
    this.#changed.clear();
    if (this.#held.size > maxRetained) this.#held.clear();
    return changed;
  }
}
