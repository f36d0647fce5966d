import { randomBytes } from "node:crypto";

const timeDigits = 9;
// Keeps ids of processes apart; 40 bits.
const processPart = BigInt(`0x${randomBytes(5).toString("hex")}`)
  .toString(36)
  .padStart(8, "0");
let lastTime = -1;
let timePart = "";
let counter = 0;

/** A new decision id: `dec_`, the time in base 36, then what makes it unique. Ids sort by time. */
export function newDecisionId(at: number): string {
  if (at !== lastTime) {
    lastTime = at;
    timePart = at.toString(36).padStart(timeDigits, "0");
  }
  counter = (counter + 1) % 1_679_616;
  return `dec_${timePart}${(counter + 1_679_616).toString(36).slice(1)}${processPart}`;
}

/** When a decision of this id was made (milliseconds since 1970), `undefined` for what is no such id. */
export function timeOfDecisionId(id: string): number | undefined {
  if (!/^dec_[0-9a-z]{21}$/.test(id)) return undefined;
  return Number.parseInt(id.slice(4, 4 + timeDigits), 36);
}
