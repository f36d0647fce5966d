import { randomUUID } from "node:crypto";
import { type Listener, listen } from "@aisle/platform/postgres/listen";
import type { Pool } from "@aisle/platform/postgres/pool";

/** Someone who has a pipeline open in one tab, and the nodes selected there. */
export interface Present {
  readonly tabId: string;
  readonly userId: string;
  readonly name: string;
  readonly nodes: readonly string[];
}

/** Where the notices of presence go between the studio's processes. */
interface Notifier {
  send(notice: Notice): void;
  close(): Promise<void>;
}

/** What one process tells the others; short keys, since a NOTIFY carries 8,000 bytes. */
interface Notice {
  /** The process that says it: its own words come back to it, late, and are not news. */
  readonly by: string;
  /** Workspace and pipeline. */
  readonly at: string;
  readonly tab: string;
  /** Absent when the tab has gone. */
  readonly who?: { readonly user: string; readonly name: string; readonly nodes: readonly string[] };
  /** Set by someone who has just come: the others say again where they are. */
  readonly asks?: boolean;
}

interface Entry extends Present {
  readonly seenAt: number;
  /** True for tabs whose stream ends here: this process speaks for them. */
  readonly own: boolean;
}

export const presenceChannel = "aisle_presence";
const heartbeatMs = 8_000;
const silentAfterMs = 25_000;

/** Who is where, in memory: nothing is written, a process that dies takes its tabs with it after 25 seconds. */
export class PresenceBoard {
  readonly #places = new Map<string, Map<string, Entry>>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #notifier: Notifier;
  readonly #self = randomUUID();
  readonly #pulse: NodeJS.Timeout;

  constructor(makeNotifier: (take: (notice: Notice) => void) => Notifier) {
    this.#notifier = makeNotifier((notice) => this.#take(notice));
    this.#pulse = setInterval(() => this.#beat(), heartbeatMs);
    this.#pulse.unref();
  }

  /** Stays in a pipeline until the signal aborts, and gives everybody who is there, this tab left out, at each change. */
  async *stay(
    workspaceId: string,
    pipelineId: string,
    person: Omit<Present, "nodes">,
    signal: AbortSignal,
  ): AsyncIterable<readonly Present[]> {
    const place = placeOf(workspaceId, pipelineId);
    let wake: () => void = () => undefined;
    let changed = true;
    const onChange = () => {
      changed = true;
      wake();
    };
    const watchers = this.#watchers.get(place) ?? new Set();
    this.#watchers.set(place, watchers.add(onChange));
    signal.addEventListener("abort", onChange);
    try {
      this.#put(place, { ...person, nodes: [], seenAt: Date.now(), own: true }, true);
      while (!signal.aborted) {
        if (changed) {
          changed = false;
          yield this.#others(place, person.tabId);
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", onChange);
      watchers.delete(onChange);
      if (watchers.size === 0) this.#watchers.delete(place);
      this.#drop(place, person.tabId);
      this.#notifier.send({ by: this.#self, at: place, tab: person.tabId });
    }
  }

  /** Says what a tab has selected; of no effect for a tab that is not there, or is another person's. */
  select(workspaceId: string, pipelineId: string, tabId: string, userId: string, nodes: readonly string[]): void {
    const place = placeOf(workspaceId, pipelineId);
    const entry = this.#places.get(place)?.get(tabId);
    if (entry === undefined || entry.userId !== userId) return;
    this.#put(place, { ...entry, nodes, seenAt: Date.now() }, false);
  }

  async close(): Promise<void> {
    clearInterval(this.#pulse);
    await this.#notifier.close();
  }

  #others(place: string, tabId: string): readonly Present[] {
    const entries = [...(this.#places.get(place)?.values() ?? [])].filter((entry) => entry.tabId !== tabId);
    return entries.map(({ tabId: tab, userId, name, nodes }) => ({ tabId: tab, userId, name, nodes }));
  }

  #put(place: string, entry: Entry, asks: boolean): void {
    this.#keep(place, entry);
    const who = { user: entry.userId, name: entry.name, nodes: entry.nodes };
    this.#notifier.send({ by: this.#self, at: place, tab: entry.tabId, who, ...(asks ? { asks } : {}) });
  }

  #keep(place: string, entry: Entry): void {
    const entries = this.#places.get(place) ?? new Map<string, Entry>();
    const before = entries.get(entry.tabId);
    this.#places.set(place, entries.set(entry.tabId, entry));
    if (before?.name !== entry.name || before.nodes.join() !== entry.nodes.join()) this.#tell(place);
  }

  #drop(place: string, tabId: string): void {
    const entries = this.#places.get(place);
    if (entries?.delete(tabId) !== true) return;
    if (entries.size === 0) this.#places.delete(place);
    this.#tell(place);
  }

  #take({ by, at, tab, who, asks }: Notice): void {
    if (by === this.#self) return;
    const known = this.#places.get(at)?.get(tab);
    if (who === undefined) {
      if (known?.own !== true) this.#drop(at, tab);
      return;
    }
    const nodes = who.nodes;
    this.#keep(at, {
      tabId: tab,
      userId: who.user,
      name: who.name,
      nodes,
      seenAt: Date.now(),
      own: known?.own === true,
    });
    if (asks !== true) return;
    for (const entry of this.#places.get(at)?.values() ?? [])
      if (entry.own && entry.tabId !== tab) this.#say(at, entry);
  }

  #beat(): void {
    const now = Date.now();
    for (const [place, entries] of this.#places) {
      for (const entry of entries.values()) {
        if (entry.own) this.#say(place, entry);
        else if (now - entry.seenAt > silentAfterMs) this.#drop(place, entry.tabId);
      }
    }
  }

  #say(place: string, { tabId, userId, name, nodes }: Entry): void {
    this.#notifier.send({ by: this.#self, at: place, tab: tabId, who: { user: userId, name, nodes } });
  }

  #tell(place: string): void {
    for (const onChange of this.#watchers.get(place) ?? []) onChange();
  }
}

const placeOf = (workspaceId: string, pipelineId: string) => `${workspaceId}/${pipelineId}`;

/** Carries presence between processes by PostgreSQL's NOTIFY. */
export function postgresPresence(
  url: string,
  pool: Pool,
  onError: (error: Error) => void,
): (take: (notice: Notice) => void) => Notifier {
  return (take) => {
    const listener: Listener = listen({
      url,
      channels: [presenceChannel],
      onNotify: (_channel, payload) => take(JSON.parse(payload) as Notice),
      onConnect: () => undefined,
      onError,
    });
    return {
      // A notice that is lost comes again with the next heartbeat.
      send: (notice) =>
        void pool.query("select pg_notify($1, $2)", [presenceChannel, JSON.stringify(notice)]).catch(() => undefined),
      close: () => listener.close(),
    };
  };
}
