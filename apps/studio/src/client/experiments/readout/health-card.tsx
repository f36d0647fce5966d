import { IconAlertTriangle, IconCheck, IconClock, IconX } from "@tabler/icons-react";
import type { HealthCheck } from "../../../server/experiment-types.ts";
import { Card } from "../../ui/card.tsx";
import { figure } from "../change-label.ts";
import { NumbersButton } from "../numbers-button.tsx";
import style from "./readout.module.css";

const titles: { readonly [C in HealthCheck["check"]]: readonly [clear: string, not: string, open?: string] } = {
  "sample-ratio": ["The split is as planned", "The split is not as planned", "Whether the split is as planned"],
  "crossed-over": ["Units stay in their arm", "Units met more than one arm"],
  "arms-differ": [
    "The arms were alike before",
    "The arms differed before the experiment",
    "Whether the arms were alike before",
  ],
  "node-bias": ["No node favours an arm", "A node favours an arm", "Whether a node favours an arm"],
  "weeks-covered": ["Whole weeks are covered", "Not every weekday counts alike"],
  novelty: ["The effect is steady", "The effect changes over the days", "Whether the effect is steady"],
  "no-events": ["Events arrive", "No events arrive", "Whether events arrive"],
  filter: ["Filters judge every row", "A filter could not judge every row"],
  currency: ["One currency", "Several currencies"],
  clock: ["Clocks agree", "Clocks disagree"],
};

const signs = {
  clear: { icon: IconCheck, tone: "ok", word: "clear" },
  open: { icon: IconClock, tone: "muted", word: "not known yet" },
  warning: { icon: IconAlertTriangle, tone: "warn", word: "warning" },
  broken: { icon: IconX, tone: "bad", word: "broken" },
} as const;

/** The function of the statistics reference that a check rests on. */
const methods: { readonly [C in HealthCheck["check"]]?: string } = {
  "sample-ratio": "sampleRatio",
  "node-bias": "twoProportionZ",
};

/** Every check of whether the reading can be believed, the broken ones first. */
export function HealthCard({
  checks,
  withheld,
}: {
  readonly checks: readonly HealthCheck[];
  readonly withheld: boolean;
}) {
  const order = ["broken", "warning", "open", "clear"];
  const sorted = checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const clear = checks.filter(({ state }) => state === "clear").length;
  return (
    <Card
      title="Can it be trusted?"
      aside={
        <span className="small muted num">
          {checks.length === 0 ? "not checked yet" : `${clear} of ${checks.length} clear`}
        </span>
      }
    >
      {withheld && (
        <p className={`small ${style.trust}`}>
          The verdict is withheld until this is fixed: the numbers below are shown, and must not be believed.
        </p>
      )}
      {checks.length === 0 && <p className="muted small">The checks come with the first reading.</p>}
      <ul className={style.checks}>
        {sorted.map((check) => {
          const { icon: Icon, tone, word } = signs[check.state];
          const [well, ill, unknown = well] = titles[check.check];
          const title = check.state === "clear" ? well : check.state === "open" ? unknown : ill;
          return (
            <li key={`${check.check} ${check.at ?? ""}`}>
              <Icon size={16} stroke={1.75} className={tone} aria-hidden />
              <div className="grow">
                <NumbersButton
                  title={title}
                  lines={Object.entries(check.numbers).map(([name, value]) => [
                    name,
                    typeof value === "number" ? figure(value) : value,
                  ])}
                  method={methods[check.check]}
                >
                  <b>{title}</b>
                  <span className="unseen">, {word}</span>
                </NumbersButton>
                <p>{check.message}</p>
                {check.at !== undefined && <p>At: {check.at}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
