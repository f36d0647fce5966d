import type { LargePart, NewDecision } from "./decision-record.ts";

const parts: readonly LargePart[] = ["candidates", "request", "notes", "slots", "steps"];
const empty = { candidates: undefined, request: {}, requestText: undefined, notes: [], slots: [], steps: [] };

/** A decision that is too large to store with less and less in it; each says what was left out. */
export function* smallerDecisions(decision: NewDecision): Generator<NewDecision> {
  let smaller: NewDecision = decision;
  for (const [index, part] of parts.entries()) {
    const { [part]: _, ...rest } = smaller;
    if (part === "request") delete (rest as { requestText?: string }).requestText;
    const leftOut = parts.slice(0, index + 1);
    const message = `Too large for the decision log: ${leftOut.join(", ")} left out.`;
    smaller = { ...rest, ...(part === "candidates" ? {} : { [part]: empty[part] }), leftOut } as NewDecision;
    yield { ...smaller, notes: [...(smaller.notes ?? []), { node: decision.steps[0]?.node ?? "", message }] };
  }
}
