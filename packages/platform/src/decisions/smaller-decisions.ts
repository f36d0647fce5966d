import type { LargePart, NewDecision } from "@aisle/contracts/decision";

type Smaller = { -readonly [K in keyof NewDecision]: NewDecision[K] };

/** How each part is left out, the first one first. */
const leaveOut: { readonly [part in LargePart]: (decision: Smaller) => void } = {
  candidates: (decision) => {
    delete decision.candidates;
  },
  request: (decision) => {
    delete decision.requestText;
    decision.request = {};
  },
  notes: (decision) => {
    decision.notes = [];
  },
  slots: (decision) => {
    decision.slots = [];
  },
  steps: (decision) => {
    decision.steps = [];
  },
};

/** A decision that is too large to store with less and less in it; each says what was left out. */
export function* smallerDecisions(decision: NewDecision): Generator<NewDecision> {
  const smaller: Smaller = { ...decision };
  const leftOut: LargePart[] = [];
  for (const part of Object.keys(leaveOut) as LargePart[]) {
    leaveOut[part](smaller);
    leftOut.push(part);
    const message = `Too large for the decision log: ${leftOut.join(", ")} left out.`;
    const note = { node: decision.steps[0]?.node ?? "", message };
    yield { ...smaller, leftOut: [...leftOut], notes: [...(smaller.notes ?? []), note] };
  }
}
