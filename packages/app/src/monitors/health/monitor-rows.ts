import type { MonitorFinding, MonitorReading } from "@aisle/contracts/monitor-reading";
import type { MonitorGroup, MonitorRow } from "../monitors-shapes.ts";

const outcomes = new Set(["click-through", "add-to-cart", "conversion"]);
const traffic = new Set(["volume", "outcome", "latency", "version", "arm", "delay"]);
const answers = new Set([
  "filled",
  "first product",
  "products shown",
  "unevenness of products",
  "share of empty answers",
  "share of explored slots",
  "share of slots of unknown stock",
]);
const groupOrder: readonly MonitorGroup[] = ["outcome", "traffic", "answers", "steps", "scores", "request", "other"];
const titles: { readonly [monitor: string]: string } = {
  "click-through": "Click-through",
  "add-to-cart": "Add to cart",
  conversion: "Conversion",
  volume: "Volume",
  outcome: "Mix of outcomes",
  latency: "Time to answer, ms",
  version: "Mix of versions",
  arm: "Mix of arms",
  delay: "Delay of arrival, s",
  filled: "Products in an answer",
  "first product": "Mix of first products",
  "products shown": "Different products shown",
  "unevenness of products": "Gini of what is shown",
  "share of empty answers": "Empty answers",
  "share of explored slots": "Explored slots",
  "share of slots of unknown stock": "Slots of unknown stock",
  "share without a shopper": "Events without a shopper",
  "share that names a decision": "Events that name a decision",
  "share from the future": "Events from the future",
};
const stepWords: { readonly [part: string]: string } = {
  skipped: "skipped",
  "fell-back": "fell back",
  failed: "failed",
  "timed-out": "timed out",
};

/** The monitors of a reading, in the order of the page: by group, then those that changed, then by name. `titleOf` names nodes. */
export function monitorRows(
  { scores, findings }: Pick<MonitorReading, "scores" | "findings">,
  limits: { readonly [monitor: string]: number },
  titleOf: (node: string) => string = (node) => node,
): readonly MonitorRow[] {
  const found = new Map(findings.map((finding) => [finding.monitor, finding]));
  const rows = scores.map((score): MonitorRow => {
    const { monitor, measure, limit, figure, bins, past } = score;
    const finding = found.get(monitor);
    const own = Object.hasOwn(limits, monitor) ? limits[monitor]! : null;
    return {
      monitor,
      ...placeOf(monitor, titleOf),
      measure,
      score: score.score,
      limit: own ?? limit,
      ownLimit: own,
      isChanged: finding !== undefined,
      statement: finding === undefined ? null : namedStatement(finding, titleOf),
      since: finding === undefined ? null : new Date(finding.since).toISOString(),
      pValue: finding?.pValue ?? null,
      figure,
      bins,
      numbers: finding?.numbers === undefined ? null : { ks: finding.numbers.ks, psi: finding.numbers.psi },
      past,
    };
  });
  const place = ({ group }: MonitorRow) => groupOrder.indexOf(group);
  return rows.sort(
    (a, b) =>
      place(a) - place(b) ||
      Number(b.isChanged) - Number(a.isChanged) ||
      a.title.localeCompare(b.title, "en", { numeric: true }),
  );
}

/** What a finding says, with the title of its node. */
export function namedStatement(
  { monitor, statement }: Pick<MonitorFinding, "monitor" | "statement">,
  titleOf: (node: string) => string,
): string {
  const node = nodeOf(monitor);
  return node === undefined ? statement : statement.replaceAll(`“${node}”`, `“${titleOf(node)}”`);
}

/** The node that a monitor watches. */
const nodeOf = (monitor: string): string | undefined =>
  /^(?:share (?:skipped|fell-back|failed|timed-out) of|latency of) (.+)$/.exec(monitor)?.[1];

function placeOf(monitor: string, titleOf: (node: string) => string): Pick<MonitorRow, "group" | "node" | "title"> {
  const at = (group: MonitorGroup, title: string, node: string | null = null) => ({ group, node, title });
  const title = titles[monitor];
  if (outcomes.has(monitor)) return at("outcome", title!);
  if (traffic.has(monitor)) return at("traffic", title!);
  if (answers.has(monitor)) return at("answers", title!);
  const step = /^share (skipped|fell-back|failed|timed-out) of (.+)$/.exec(monitor);
  if (step !== null) return at("steps", `${titleOf(step[2]!)} ${stepWords[step[1]!]}`, step[2]!);
  const latency = /^latency of (.+)$/.exec(monitor);
  if (latency !== null) return at("steps", `${titleOf(latency[1]!)}, ms`, latency[1]!);
  const rank = /^score of rank (\d+)$/.exec(monitor);
  if (rank !== null) return at("scores", `Score at rank ${rank[1]}`);
  const form = /^form of (?:request|properties)\.(.+)$/.exec(monitor);
  if (form !== null) return at("request", `${form[1]}: there`);
  const field = /^(?:request|properties)\.(.+)$/.exec(monitor);
  if (field !== null) return at("request", field[1]!);
  return at("other", title ?? monitor);
}
