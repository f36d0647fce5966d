import { Box } from "@mantine/core";
import { Link } from "wouter";
import type { ScoreResult } from "../../../api/outputs.ts";
import { count, counted, money, percent } from "../../../ui/format.ts";
import { describeLost } from "./describe-counts.ts";
import style from "./logged.module.css";
import { OlderNote } from "./older-note.tsx";

type Score = ScoreResult["rewards"][number];
type Estimate = NonNullable<Score["live"]>;

const titles: { readonly [Kind in Score["kind"]]: string } = {
  clicks: "Products clicked",
  carts: "Products added to the cart",
  purchases: "Products bought",
  revenue: "Revenue",
};
const methods = { "doubly-robust": "doubly robust", snips: "SNIPS" } as const;

/** What the draft would have earned an answer by each reward, with its interval, beside what live earned. */
export function ScoreTable({ result, isOlder }: { readonly result: ScoreResult; readonly isOlder: boolean }) {
  const { counts, version, explored, supported, rewards } = result;
  return (
    <>
      {isOlder && <OlderNote />}
      <p className="small muted">
        {counted(counts.scored, "answer")} of version {version}, from {date(result.time.since)} on. Live explored in{" "}
        {percent(explored)} of their slots; in {percent(supported)} of them the draft shows nothing that live could not
        have shown in the same slot. {describeLost(counts)}
      </p>
      <ul className={style.rewards}>
        {rewards.map((score) => (
          <li key={score.kind} className={style.reward}>
            <h4>{titles[score.kind]}, per answer</h4>
            <Reward score={score} version={version} />
          </li>
        ))}
      </ul>
      <p className={`small muted ${style.method}`}>
        Brackets hold 95 % intervals. How it is estimated:{" "}
        <Link href="/experiments/statistics#estimateslate">estimateSlate</Link>,{" "}
        <Link href="/experiments/statistics#slatelift">slateLift</Link>,{" "}
        <Link href="/experiments/statistics#offpolicysupport">offPolicySupport</Link>. Rewards are events that carry the
        answer’s decision id.
      </p>
    </>
  );
}

function Reward({ score, version }: { readonly score: Score; readonly version: number }) {
  const { live, estimates, cannot } = score;
  return (
    <>
      <p className={style.verdict}>{verdictOf(score)}</p>
      {cannot !== null && <p className={style.cannot}>{cannot}</p>}
      {live !== null && score.rewarded > 0 && estimates.length === 0 && (
        <p className="small">
          Live, v{version}, as logged: <span className="num">{shown(live, score)}</span>
        </p>
      )}
      {live !== null && score.rewarded > 0 && estimates.length > 0 && (
        <Box component="section" className={style.scroll} tabIndex={0} aria-label={titles[score.kind]}>
          <table className={style.table}>
            <thead>
              <tr>
                <th scope="col">Version</th>
                <th scope="col" className="num">
                  An answer earns
                </th>
                <th scope="col" className="num">
                  More than live
                </th>
                <th scope="col" className="num">
                  Worth answers
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">Live, v{version}, as logged</th>
                <td className="num" data-label="An answer earns">
                  {shown(live, score)}
                </td>
                <td className="num" data-label="More than live">
                  –
                </td>
                <td className="num" data-label="Worth answers">
                  –
                </td>
              </tr>
              {estimates.map(({ method, draft, lift, effectiveSampleSize }) => (
                <tr key={method}>
                  <th scope="row">This draft, {methods[method]}</th>
                  <td className="num" data-label="An answer earns">
                    {shown(draft, score)}
                  </td>
                  <td className="num" data-label="More than live">
                    {shown(lift, score, true)}
                  </td>
                  <td className="num" data-label="Worth answers">
                    {count(Math.floor(effectiveSampleSize))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Box>
      )}
    </>
  );
}

/** The sentence above the numbers: by the first estimate, which uses the most of the log. */
function verdictOf({ estimates, cannot }: Score): string {
  const [first] = estimates;
  if (cannot !== null || first === undefined) return "Cannot tell";
  const { low, high, value } = first.lift;
  if (low === 0 && high === 0) return "The draft gives every one of these answers the odds that live gave it";
  if (low > 0) return "The draft earns more";
  if (high < 0) return "The draft earns less";
  return value === 0 ? "No difference" : "The interval holds both more and less";
}

function shown({ value, low, high }: Estimate, { kind, currency }: Score, signed = false): string {
  const plus = (number: number) => (signed && number > 0 ? "+" : "");
  const write = (number: number) =>
    plus(number) +
    (kind === "revenue" ? money(Math.round(number), currency === "" ? null : currency) : number.toFixed(3));
  return `${write(value)} [${write(low)}, ${write(high)}]`;
}

const date = (time: string) => new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
