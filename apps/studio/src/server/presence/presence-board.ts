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

/** What one process reports to the others; short keys, since a NOTIFY carries 8,000 bytes. */
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

/** A pipeline that somebody has open, as this process knows it. */
interface Place {
  readonly entries: Map<string, Entry>;
  readonly watchers: Set<() => void>;
  /** Who is there, written once for all streams; absent after a change until somebody reads it. */
  text?: string | undefined;
  waking?: NodeJS.Timeout | undefined;
  answering?: NodeJS.Timeout | undefined;
}

export const presenceChannel = "aisle_presence";
const heartbeatMs = 8_000;
const silentAfterMs = 25_000;
/** Changes within this time reach the streams together. */
const gatherMs = 50;
/** Whoever has just come is answered once for all who come within this time. */
const answerMs = 250;
/** Tabs that are shown of one pipeline; the others are there all the same. */
const maxShown = 100;

/** Who is where, in memory: nothing is written, a process that dies takes its tabs with it after 25 seconds. */
export class PresenceBoard {
  readonly #places = new Map<string, Place>();
  readonly #notifier: Notifier;
  readonly #self = randomUUID();
  readonly #pulse: NodeJS.Timeout;

  constructor(makeNotifier: (take: (notice: Notice) => void) => Notifier) {
    this.#notifier = makeNotifier((notice) => this.#take(notice));
    this.#pulse = setInterval(() => this.#beat(), heartbeatMs);
    this.#pulse.unref();
  }

  /**
   * Stays in a pipeline until the signal aborts, and gives everybody who is there, this tab too, at each change: the JSON
   * of a `Present[]`, one and the same text for all streams of the pipeline.
   */
  async *stay(
    workspaceId: string,
    pipelineId: string,
    person: Omit<Present, "nodes">,
    signal: AbortSignal,
  ): AsyncIterable<string> {
    const at = placeOf(workspaceId, pipelineId);
    const place = this.#place(at);
    let wake: () => void = () => undefined;
    let changed = true;
    const onChange = () => {
      changed = true;
      wake();
    };
    place.watchers.add(onChange);
    signal.addEventListener("abort", onChange);
    try {
      this.#put(at, { ...person, nodes: [], seenAt: Date.now(), own: true }, true);
      while (!signal.aborted) {
        if (changed) {
          changed = false;
          yield textOf(place);
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", onChange);
      place.watchers.delete(onChange);
      this.#drop(at, person.tabId);
      this.#notifier.send({ by: this.#self, at, tab: person.tabId });
    }
  }

  /** Says what a tab has selected; of no effect for a tab that is not there, or is another person's. */
  select(workspaceId: string, pipelineId: string, tabId: string, userId: string, nodes: readonly string[]): void {
    const at = placeOf(workspaceId, pipelineId);
    const entry = this.#places.get(at)?.entries.get(tabId);
    if (entry === undefined || entry.userId !== userId) return;
    this.#put(at, { ...entry, nodes, seenAt: Date.now() }, false);
  }

  async close(): Promise<void> {
    clearInterval(this.#pulse);
    for (const { waking, answering } of this.#places.values()) {
      clearTimeout(waking);
      clearTimeout(answering);
    }
    await this.#notifier.close();
  }

  #place(at: string): Place {
    const known = this.#places.get(at);
    if (known !== undefined) return known;
    const place: Place = { entries: new Map(), watchers: new Set() };
    this.#places.set(at, place);
    return place;
  }

  #put(at: string, entry: Entry, asks: boolean): void {
    this.#store(at, entry);
    const who = { user: entry.userId, name: entry.name, nodes: entry.nodes };
    this.#notifier.send({ by: this.#self, at, tab: entry.tabId, who, ...(asks ? { asks } : {}) });
  }

  #store(at: string, entry: Entry): void {
    const place = this.#place(at);
    const before = place.entries.get(entry.tabId);
    place.entries.set(entry.tabId, entry);
    if (before?.name !== entry.name || before.nodes.join() !== entry.nodes.join()) this.#changed(place);
  }

  #drop(at: string, tabId: string): void {
    const place = this.#places.get(at);
    if (place === undefined) return;
    if (place.entries.delete(tabId)) this.#changed(place);
    if (place.entries.size > 0 || place.watchers.size > 0) return;
    clearTimeout(place.waking);
    clearTimeout(place.answering);
    this.#places.delete(at);
  }

  #take({ by, at, tab, who, asks }: Notice): void {
    if (by === this.#self) return;
    const known = this.#places.get(at)?.entries.get(tab);
    if (who === undefined) {
      if (known?.own !== true) this.#drop(at, tab);
      return;
    }
    this.#store(at, {
      tabId: tab,
      userId: who.user,
      name: who.name,
      nodes: who.nodes,
      seenAt: Date.now(),
      own: known?.own === true,
    });
    if (asks === true) this.#answer(at, this.#place(at));
  }

  /** Says again who is here, once for everybody who asks meanwhile. */
  #answer(at: string, place: Place): void {
    place.answering ??= setTimeout(() => {
      place.answering = undefined;
      for (const entry of place.entries.values()) if (entry.own) this.#say(at, entry);
    }, answerMs).unref();
  }

  #beat(): void {
    const now = Date.now();
    for (const [at, { entries }] of this.#places) {
      for (const entry of entries.values()) {
        if (entry.own) this.#say(at, entry);
        else if (now - entry.seenAt > silentAfterMs) this.#drop(at, entry.tabId);
      }
    }
  }

  #say(at: string, { tabId, userId, name, nodes }: Entry): void {
    this.#notifier.send({ by: this.#self, at, tab: tabId, who: { user: userId, name, nodes } });
  }

  #changed(place: Place): void {
    place.text = undefined;
    place.waking ??= setTimeout(() => {
      place.waking = undefined;
      for (const wake of place.watchers) wake();
    }, gatherMs).unref();
  }
}

function textOf(place: Place): string {
  place.text ??= JSON.stringify(
    [...place.entries.values()]
      .slice(0, maxShown)
      .map(({ tabId, userId, name, nodes }): Present => ({ tabId, userId, name, nodes })),
  );
  return place.text;
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
