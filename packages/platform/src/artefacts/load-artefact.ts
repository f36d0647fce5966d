import { type Artefact, decodeArtefact } from "@aisle/learn/artefact/artefact";
import { itemNeighboursArtefact, itemNeighboursOf } from "@aisle/learn/covisitation/item-neighbours";
import { keywordIndexArtefact, keywordIndexOf } from "@aisle/learn/search/keyword-index-bytes";
import type { BlobStore } from "../blobs/blob-store.ts";
import { PopularityIndex } from "../events/popularity-index.ts";

/** The kinds that a serving process loads, and how an artefact of an older version becomes one of the present. */
const presentForm = {
  popularity: (artefact: Artefact) => PopularityIndex.from(artefact).toArtefact(),
  "item-neighbours": (artefact: Artefact) => itemNeighboursArtefact(itemNeighboursOf(artefact)),
  "keyword-index": (artefact: Artefact) => keywordIndexArtefact(keywordIndexOf(artefact)),
};

/** A kind of artefact that a serving process loads. */
export type LoadedKind = keyof typeof presentForm;

const presentVersion = 2;

/**
 * An artefact out of the blob store, its hash and checksum verified, in the present version of its kind: all that is
 * left to do with it takes no time. Undefined when the blob is gone. Throws `ArtefactError` and `blob.damaged`.
 */
export async function loadArtefact(blobs: BlobStore, kind: LoadedKind, hash: string): Promise<Artefact | undefined> {
  const bytes = await blobs.get(hash);
  if (bytes === undefined) return undefined;
  const artefact = decodeArtefact(bytes, { kind, version: presentVersion });
  return artefact.version === presentVersion ? artefact : presentForm[kind](artefact);
}

/** Where a serving process gets its artefacts from. */
export interface ArtefactSource {
  load(kind: LoadedKind, hash: string): Promise<Artefact | undefined>;
}
