import { loadItemNeighbours } from "@aisle/learn/covisitation/item-neighbours";
import type { EventArtefacts, EventsService } from "../events/events-service.ts";
import { PopularityIndex } from "../events/popularity-index.ts";
import type { ArtefactStore } from "./artefact-store.ts";
import { neighboursArtefact, popularityArtefact } from "./index-events.ts";

/** Keeps a serving process's event artefacts at the newest version; call `refresh` at the start and on each notice. */
export class EventArtefactLoader {
  readonly #artefacts: ArtefactStore;
  readonly #workspaceId: string;
  readonly #service: EventsService;
  readonly #loaded = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();
  #neighbours: NonNullable<EventArtefacts["neighbours"]> = {};

  constructor(artefacts: ArtefactStore, workspaceId: string, service: EventsService) {
    this.#artefacts = artefacts;
    this.#workspaceId = workspaceId;
    this.#service = service;
  }

  refresh(): Promise<void> {
    this.#running = this.#running.catch(() => undefined).then(() => this.#load());
    return this.#running;
  }

  async #load(): Promise<void> {
    for (const { name, blobHash } of await this.#artefacts.newest(this.#workspaceId)) {
      if (this.#loaded.get(name) === blobHash) continue;
      const bytes = await this.#artefacts.bytes(blobHash);
      // Gone already: a newer version took its place, and its notice is on the way.
      if (bytes === undefined) continue;
      this.#take(name, bytes);
      this.#loaded.set(name, blobHash);
    }
  }

  #take(name: string, bytes: Uint8Array): void {
    if (name === popularityArtefact) this.#service.swap({ popularity: PopularityIndex.fromBytes(bytes) });
    for (const kind of ["view", "purchase"] as const) {
      if (name !== neighboursArtefact(kind)) continue;
      this.#neighbours = { ...this.#neighbours, [kind]: loadItemNeighbours(bytes) };
      this.#service.swap({ neighbours: this.#neighbours });
    }
  }
}
