import { type Artefact, decodeArtefact, encodeArtefact, type JsonValue } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { Blend } from "./blend.ts";
import { Popularity, popularityOf } from "./popularity.ts";
import { Recommender, type Repeats } from "./recommender.ts";
import { restoreScorer } from "./scorer-catalogue.ts";

const kind = "recommender";
const version = 1;

interface SavedState {
  itemIds: string[];
  blend: Blend;
  repeats: Repeats;
  scorers: { kind: string; state: { [key: string]: JsonValue } }[];
  popularity: { [key: string]: JsonValue };
  /** Place of the popularity among the scorers, or −1. */
  popularityAt: number;
}

/** The bytes of a recommender. */
export function saveRecommender({ parts }: Recommender): Uint8Array {
  const saved = [...parts.scorers, parts.popularity].map((scorer) => ({ kind: scorer.kind, ...scorer.parts() }));
  const arrays: Artefact["arrays"] = {};
  for (const [s, { arrays: own }] of saved.entries())
    for (const [name, array] of Object.entries(own)) arrays[`${s}.${name}`] = array;
  const state: SavedState = {
    itemIds: [...parts.itemIds],
    blend: parts.blend,
    repeats: parts.repeats,
    scorers: saved.slice(0, -1).map(({ kind: own, state: inner }) => ({ kind: own, state: inner })),
    popularity: saved[saved.length - 1]!.state,
    popularityAt: parts.scorers.indexOf(parts.popularity),
  };
  return encodeArtefact({ kind, version, ...parts.info, state: state as unknown as Artefact["state"], arrays });
}

/** Reads a saved recommender. Throws `ArtefactError` when the bytes are damaged, foreign or from a newer version. */
export function loadRecommender(bytes: Uint8Array): Recommender {
  const artefact = decodeArtefact(bytes, { kind, version });
  const state = artefact.state as unknown as SavedState;
  if (state.blend.terms.length !== state.scorers.length)
    throw new ArtefactError("invalid-contents", "The blend does not fit the scorers. Train the model again.");
  const partOf = (s: number, own: Artefact["state"]): Artefact => ({
    ...artefact,
    state: own,
    arrays: Object.fromEntries(
      Object.entries(artefact.arrays)
        .filter(([name]) => name.startsWith(`${s}.`))
        .map(([name, array]) => [name.slice(`${s}.`.length), array]),
    ),
  });
  const scorers = state.scorers.map((scorer, s) => restoreScorer(scorer.kind, partOf(s, scorer.state)));
  const shared = scorers[state.popularityAt];
  const { window, parameters, metrics } = artefact;
  return new Recommender({
    itemIds: state.itemIds,
    scorers,
    blend: state.blend,
    repeats: state.repeats,
    popularity: shared instanceof Popularity ? shared : popularityOf(partOf(scorers.length, state.popularity)),
    info: { window, parameters, metrics },
  });
}
