import type { Artefact } from "../artefact/artefact.ts";
import { ArtefactError } from "../artefact/artefact-error.ts";
import type { TrainingControl } from "../training-control.ts";
import { requireMemory } from "../training-memory.ts";
import { attributeLikeness, attributeLikenessOf, type ItemAttributes } from "./attribute-likeness.ts";
import { CoOccurrence, type SimilarityOptions } from "./co-occurrence.ts";
import { Habits, habitsOf } from "./habits.ts";
import type { ItemHistories } from "./item-histories.ts";
import type { ItemScorer } from "./item-scorer.ts";
import { itemWeightsOf, type StepDecay } from "./item-weights.ts";
import { popularityOf, trainPopularity } from "./popularity.ts";
import { type SequenceLogitOptions, sequenceLogitOf, trainSequenceLogit } from "./sequence-logit.ts";
import { type SessionNeighbourOptions, SessionNeighbours, sessionNeighboursOf } from "./session-neighbours.ts";
import { type NextItemLinearOptions, trainNextItemLinear } from "./train-next-item-linear.ts";
import { type TransitionOptions, Transitions, transitionsOf } from "./transitions.ts";

/** One recommender to train, with its options. */
export type ScorerChoice =
  | { readonly kind: "popularity"; readonly halfLifeDays?: number | null }
  | ({
      readonly kind: "item-neighbours";
      readonly halfLifeDays?: number | null;
      readonly maxHistoryItems?: number;
    } & SimilarityOptions)
  | ({ readonly kind: "next-item-linear" } & NextItemLinearOptions)
  | ({ readonly kind: "transitions" } & TransitionOptions)
  | ({ readonly kind: "session-neighbours" } & SessionNeighbourOptions)
  | ({ readonly kind: "sequence-logit" } & Omit<SequenceLogitOptions, "groups">)
  | { readonly kind: "habits"; readonly halfLifeDays?: number }
  | { readonly kind: "attribute-likeness"; readonly decay?: StepDecay };

/** What is known of the items besides who took them, in the order of `itemIds`. */
export interface ItemFacts {
  readonly attributes?: ItemAttributes;
  readonly groups?: readonly number[];
}

/** Trains one recommender. Throws `RangeError` where it needs attributes and there are none, or too much memory. */
export function trainScorer(
  choice: ScorerChoice,
  histories: ItemHistories,
  facts: ItemFacts,
  control: TrainingControl,
): ItemScorer {
  switch (choice.kind) {
    case "popularity":
      return trainPopularity(histories, choice);
    case "item-neighbours": {
      const counts = new CoOccurrence(choice);
      counts.learn(histories, control);
      return counts.neighbours(choice);
    }
    case "next-item-linear":
      return trainNextItemLinear(histories, choice, control);
    case "transitions": {
      // A follower takes 40 bytes in its map and at most one new map of 200; each event is a follower once an order.
      const bytes = 240 * histories.items.length * (choice.order ?? 3);
      requireMemory(control, "The transitions", bytes, "Use a lower order, or fewer or younger sessions.");
      return Transitions.trained(histories, choice);
    }
    case "session-neighbours": {
      const bytes = 24 * histories.items.length;
      requireMemory(control, "The sessions", bytes, "Use fewer or younger sessions.");
      const sessions = new SessionNeighbours(choice);
      sessions.learn(histories);
      return sessions;
    }
    case "sequence-logit":
      return trainSequenceLogit(histories, facts.groups ? { ...choice, groups: facts.groups } : choice, control);
    case "habits":
      return new Habits(choice.halfLifeDays);
    case "attribute-likeness":
      if (!facts.attributes) throw new RangeError("Likeness by attributes needs the attributes of the items.");
      return attributeLikeness(facts.attributes, choice.decay);
  }
}

const restore: Record<string, (artefact: Artefact) => ItemScorer> = {
  popularity: popularityOf,
  "item-weights": itemWeightsOf,
  transitions: transitionsOf,
  "session-neighbours": sessionNeighboursOf,
  "sequence-logit": sequenceLogitOf,
  habits: habitsOf,
  "attribute-likeness": attributeLikenessOf,
};

/** The scorer of saved parts. Throws `ArtefactError` for a kind it does not know. */
export function restoreScorer(kind: string, artefact: Artefact): ItemScorer {
  const known = Object.hasOwn(restore, kind) ? restore[kind] : undefined;
  if (!known)
    throw new ArtefactError("invalid-contents", `The model holds a scorer of unknown kind "${kind}". Train it again.`);
  return known(artefact);
}
