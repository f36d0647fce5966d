import type { InteractionKind } from "@aisle/runtime/node-sdk/capabilities/events";

/** What a shopper did with one product after an answer. */
export interface FollowUp {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly kind: InteractionKind;
  /** What the event is called, such as `Product Clicked`; null where only its interactions are still stored. */
  readonly name: string | null;
  readonly productId: string;
  readonly quantity: number;
  /** Minor units of the whole line. */
  readonly valueMinor: number | null;
  readonly currency: string | null;
  /** What lines of one order have in common, as orders are counted. */
  readonly order: string;
  /** `decision`: the event carries the answer's id. `shopper`: the same shopper did it within a day of the answer. */
  readonly by: "decision" | "shopper";
}

/** The answer whose follow-ups are asked for. */
export interface FollowedDecision {
  readonly id: string;
  readonly at: number;
  /** The shopper or a token of the shopper. */
  readonly unit?: string;
}

/** What followed answers, as events report. */
export interface FollowUps {
  /** The first two hundred, oldest first, and whether there are more. */
  after(
    workspaceId: string,
    decision: FollowedDecision,
  ): Promise<{ readonly items: readonly FollowUp[]; readonly more: boolean }>;
}
