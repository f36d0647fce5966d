import { IconCheck, IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import type { MetricVerdict } from "../../server/experiment-types.ts";

const words: {
  readonly [V in MetricVerdict]: { readonly word: string; readonly tone: string; readonly icon?: typeof IconCheck };
} = {
  better: { word: "better", tone: "ok", icon: IconChevronUp },
  worse: { word: "worse", tone: "bad", icon: IconChevronDown },
  "no-difference": { word: "no difference", tone: "soft" },
  "too-early": { word: "too early", tone: "soft" },
  "not-readable": { word: "not readable", tone: "soft" },
  holds: { word: "holds", tone: "ok", icon: IconCheck },
  hurt: { word: "hurt", tone: "bad", icon: IconX },
};

/** What a metric says, in a word with its sign. */
export function VerdictWord({ verdict }: { readonly verdict: MetricVerdict }) {
  const { word, tone, icon: Icon } = words[verdict];
  return (
    <span className={tone} style={{ display: "inline-flex", alignItems: "center", gap: 4 }}>
      {Icon !== undefined && <Icon size={12} stroke={2} aria-hidden />}
      {word}
    </span>
  );
}
