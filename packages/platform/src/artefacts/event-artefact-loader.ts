import type { Artefact } from "@aisle/learn/artefact/artefact";
import { itemNeighboursOf } from "@aisle/learn/covisitation/item-neighbours";
import type { EventArtefacts, EventsService } from "../events/events-service.ts";
import { PopularityIndex } from "../events/popularity-index.ts";
import type { ArtefactStore } from "./artefact-store.ts";
import { popularityArtefact } from "./index-events.ts";
import { neighboursArtefact } from "./index-together.ts";
import type { ArtefactSource, LoadedKind } from "./load-artefact.ts";

/** Keeps a serving process's event artefacts at the newest version; call `refresh` at the start and on each notice. */
export class EventArtefactLoader {
  readonly #artefacts: ArtefactStore;
  readonly #workspaceId: string;
  readonly #service: EventsService;
  readonly #source: ArtefactSource;
  readonly #loaded = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();
  #neighbours: NonNullable<EventArtefacts["neighbours"]> = {};

  constructor(artefacts: ArtefactStore, workspaceId: string, service: EventsService, source: ArtefactSource) {
    this.#artefacts = artefacts;
    this.#workspaceId = workspaceId;
    this.#service = service;
    this.#source = source;
  }

  refresh(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#load());
    return this.#running;
  }

  async #load(): Promise<void> {
    for (const { name, blobHash } of await this.#artefacts.newest(this.#workspaceId)) {
      if (this.#loaded.get(name) === blobHash) continue;
      const kind = kindOf(name);
      if (kind === undefined) continue;
      const artefact = await this.#source.load(kind, blobHash);
      // Gone already: a newer version took its place, and its notice is on the way.
      if (artefact === undefined) continue;
      await this.#take(name, artefact);
      this.#loaded.set(name, blobHash);
    }
  }

  async #take(name: string, artefact: Artefact): Promise<void> {
    if (name === popularityArtefact) await this.#service.swapPopularity(PopularityIndex.from(artefact));
    for (const kind of ["view", "purchase"] as const) {
      if (name !== neighboursArtefact(kind)) continue;
      this.#neighbours = { ...this.#neighbours, [kind]: itemNeighboursOf(artefact) };
      this.#service.swap({ neighbours: this.#neighbours });
    }
  }
}

/** What kind of artefact a name holds; undefined for those that are not for serving processes. */
function kindOf(name: string): LoadedKind | undefined {
  if (name === popularityArtefact) return "popularity";
  return name === neighboursArtefact("view") || name === neighboursArtefact("purchase") ? "item-neighbours" : undefined;
}
