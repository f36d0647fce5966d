import type {
  MonitoredDecision,
  MonitorHour,
  MonitorPosition,
  MonitorSource,
  StoredMonitorHour,
  SubjectKind,
} from "@aisle/contracts/monitor-source";
import type { ShopMonth } from "./shop-month.ts";

const pageSize = 2000;

/** The rows of a simulated month, and their hours, in memory. */
export class MemorySource implements MonitorSource {
  readonly #month: ShopMonth;
  readonly #hours = new Map<string, StoredMonitorHour>();
  #position: MonitorPosition | undefined;

  constructor(month: ShopMonth) {
    this.#month = month;
  }

  /** The hours of a subject, in order of time. */
  hoursOf(kind: SubjectKind, name: string): readonly StoredMonitorHour[] {
    return [...this.#hours.values()]
      .filter((hour) => hour.kind === kind && hour.name === name)
      .sort((a, b) => a.at - b.at);
  }

  async load() {
    return this.#position;
  }

  async restart(position: MonitorPosition) {
    this.#position = position;
    return true;
  }

  async store(position: MonitorPosition, hours: readonly StoredMonitorHour[]) {
    this.#position = position;
    for (const hour of hours) this.#hours.set(keyOf(hour), hour);
    return true;
  }

  async hours(of: readonly MonitorHour[]) {
    return of.flatMap((hour) => this.#hours.get(keyOf(hour)) ?? []);
  }

  async subjects(kind: SubjectKind) {
    return [...new Set([...this.#hours.values()].filter((hour) => hour.kind === kind).map(({ name }) => name))].sort();
  }

  async now() {
    return "1:1:";
  }

  async hasDemo() {
    return false;
  }

  async *decisions(): AsyncGenerator<readonly MonitoredDecision[]> {
    for (const hour of this.#month.hours()) if (hour.length > 0) yield hour;
  }

  async followUps() {
    return [];
  }

  async *events() {
    const { events } = this.#month;
    for (let at = 0; at < events.length; at += pageSize) yield events.slice(at, at + pageSize);
  }
}

const keyOf = ({ kind, name, at }: MonitorHour): string => `${kind} ${name} ${at}`;
