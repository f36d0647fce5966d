import type { FoldDecision, FoldEvent, FoldPosition, FoldSource } from "@aisle/contracts/fold-source";
import type { Reading } from "@aisle/contracts/reading";
import { eventName } from "./event-name.ts";

const pastMs = 28 * 86_400_000;
const ordered = <Row extends { readonly at: number; readonly id: string }>(rows: readonly Row[]) =>
  [...rows].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

/** Rows in memory, in the order in which they arrived: a snapshot is how many of each were there. */
export class MemoryFoldSource implements FoldSource {
  readonly decisionRows: FoldDecision[] = [];
  readonly eventRows: FoldEvent[] = [];
  reading: Reading | undefined;
  readonly #pageRows: number;
  #stored: { readonly position: FoldPosition; readonly bytes: Uint8Array } | undefined;

  constructor(pageRows = 7) {
    this.#pageRows = pageRows;
  }

  async load() {
    return this.#stored;
  }
  async store(position: FoldPosition, bytes: Uint8Array, reading?: Reading) {
    this.#stored = { position, bytes };
    this.reading = reading ?? this.reading;
    return true;
  }
  async now() {
    return `${this.decisionRows.length} ${this.eventRows.length}`;
  }
  async hasDemo() {
    return false;
  }
  async *decisions(...[range, after]: Parameters<FoldSource["decisions"]>) {
    const [from, to] = [range.from, range.to].map((at) => Number(at?.split(" ")[0] ?? 0));
    yield* pages(ordered(this.decisionRows.slice(from, to)), after, this.#pageRows);
  }
  async *events(...[range, names, after]: Parameters<FoldSource["events"]>) {
    yield* pages(this.#events(range.to, names, range.from), after, this.#pageRows);
  }
  async eventsOfDecisions() {
    return [];
  }
  async eventsOfShoppers(...[to, names, shoppers, from]: Parameters<FoldSource["eventsOfShoppers"]>) {
    return this.#events(to, names).filter(({ shopperId = "", at }) => at >= from && shoppers.includes(shopperId));
  }
  async *eventsSince(...[to, names, from]: Parameters<FoldSource["eventsSince"]>) {
    yield this.#events(to, names).filter(({ at }) => at >= from);
  }
  async withPast(...[units]: Parameters<FoldSource["withPast"]>) {
    return units.flatMap(({ unit, at }) => {
      const times = this.eventRows
        .filter((event) => event.shopperId === unit && event.at < at && event.at >= at - pastMs)
        .map((event) => event.at);
      return times.length === 0 ? [] : [{ unit, at: Math.min(...times) }];
    });
  }
  async forgotten() {
    return [];
  }
  async costs() {
    return new Map<string, never>();
  }
  async *sellable() {}
  formsOf(id: string) {
    return [id];
  }

  #events(to: string, names: readonly string[], from: string | null = null): readonly FoldEvent[] {
    const [low, high] = [from, to].map((at) => Number(at?.split(" ")[1] ?? 0));
    return ordered(this.eventRows.slice(low, high).filter(({ name }) => names.includes(eventName(name))));
  }
}

function* pages<Row extends { readonly at: number; readonly id: string }>(
  rows: readonly Row[],
  after: { readonly at: number; readonly id: string } | null,
  size: number,
): Generator<readonly Row[]> {
  const left = rows.filter(({ at, id }) => after === null || at > after.at || (at === after.at && id > after.id));
  for (let at = 0; at < left.length; at += size) yield left.slice(at, at + size);
}
