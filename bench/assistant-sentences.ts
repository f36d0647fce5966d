import type { Case } from "./assistant/expectation.ts";
import { heldOutSentences } from "./assistant/held-out-sentences.ts";
import { wrongWith } from "./assistant/judge-sentence.ts";
import { ownSentences } from "./assistant/own-sentences.ts";
import { unseenSentences } from "./assistant/unseen-sentences.ts";

async function misunderstood(cases: readonly Case[]): Promise<readonly string[]> {
  const reasons = await Promise.all(cases.map(async (one) => ({ say: one.say, wrong: await wrongWith(one) })));
  return reasons.flatMap(({ say, wrong }) => (wrong === undefined ? [] : [`“${say}”: ${wrong}`]));
}

const share = (wrong: number, all: number) => Math.round(1000 * (1 - wrong / all)) / 1000;

/**
 * Sentences of merchandisers that the assistant's rules understand as a colleague would, as a share: of those that the rules were
 * written with, of a half that was written before them by the same author, and of others that came after them and that no rule was
 * changed for. Prints those that it does not.
 */
export async function bench() {
  const [own, heldOut] = [await misunderstood(ownSentences), await misunderstood(heldOutSentences)];
  const unseen = await misunderstood(unseenSentences);
  for (const one of [...own, ...heldOut, ...unseen]) console.error(one);
  const all = ownSentences.length + heldOutSentences.length;
  return {
    figures: {
      sentences: all,
      understood: share(own.length + heldOut.length, all),
      understoodOwn: share(own.length, ownSentences.length),
      understoodHeldOut: share(heldOut.length, heldOutSentences.length),
      understoodUnseen: share(unseen.length, unseenSentences.length),
    },
  };
}
