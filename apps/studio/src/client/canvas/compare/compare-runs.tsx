import { splitPort } from "@aisle/runtime/graph/graph";
import type { Json, JsonObject } from "@aisle/runtime/json";
import { Modal } from "@mantine/core";
import type { Preview, RunReport, ShelfItem, StepReport } from "../../api/outputs.ts";
import { type ListedProduct, ProductList } from "../../previews/product-list.tsx";
import { counted, milliseconds } from "../../ui/format.ts";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StepOutcome } from "../../ui/step-outcome.tsx";
import { FullPreview } from "../inspector/full-preview.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useView } from "../session/use-canvas.ts";
import style from "./compare.module.css";
import { compareProducts, itemsOf, type ProductChanges } from "./compare-products.ts";
import { configChanges } from "./config-changes.ts";

/** Two runs of a node side by side, the older left: what came, went and moved, what was set otherwise, and the time. */
export function CompareRuns({
  node,
  runs,
  onClose,
  onWhy,
}: {
  readonly node: string;
  readonly runs: readonly [RunReport, RunReport] | undefined;
  readonly onClose: () => void;
  readonly onWhy: (item: ShelfItem) => void;
}) {
  const model = useCanvas();
  return (
    <Modal
      opened={runs !== undefined}
      onClose={onClose}
      title={`Two runs of ${nodeTitle(model, node)}`}
      size="min(1080px, 92vw)"
    >
      {runs !== undefined && <Pair node={node} before={runs[0]} after={runs[1]} onWhy={onWhy} />}
    </Modal>
  );
}

const stepOf = (run: RunReport, node: string) => run.steps.find((step) => step.node === node);

function Pair({
  node,
  before,
  after,
  onWhy,
}: {
  readonly node: string;
  readonly before: RunReport;
  readonly after: RunReport;
  readonly onWhy: (item: ShelfItem) => void;
}) {
  const refs = new Set(
    [before, after].flatMap((run) => Object.keys(run.previews).filter((ref) => splitPort(ref).node === node)),
  );
  return (
    <>
      <p className={style.difference} role="status">
        {describeDifference(stepOf(before, node), stepOf(after, node))}
      </p>
      <ConfigTable node={node} before={before} after={after} />
      {[...refs].map((ref) => (
        <PortPair key={ref} node={node} port={ref} before={before} after={after} onWhy={onWhy} />
      ))}
    </>
  );
}

function describeDifference(before: StepReport | undefined, after: StepReport | undefined): string {
  if (before === undefined || after === undefined) return "The node was not part of both runs.";
  if (before.source !== undefined || after.source !== undefined)
    return "One of the two did not run here, so that their times cannot be compared.";
  const by = after.durationMs - before.durationMs;
  const times = `${milliseconds(before.durationMs)} ms before, ${milliseconds(after.durationMs)} ms after`;
  return `${times}: ${milliseconds(Math.abs(by))} ms ${by > 0 ? "slower" : "faster"}.`;
}

function ConfigTable({
  node,
  before,
  after,
}: {
  readonly node: string;
  readonly before: RunReport;
  readonly after: RunReport;
}) {
  const model = useCanvas();
  const graphs = useView((view) => view.ranGraphs);
  const configIn = (run: RunReport): JsonObject => {
    const placed = graphs.get(run.runId)?.nodes.find((one) => one.id === node);
    return { ...model.manifests.get(placed?.type ?? "")?.defaults, ...placed?.config };
  };
  const changes = configChanges(configIn(before), configIn(after));
  if (changes.length === 0) return <p className="small muted">Its settings were the same in both.</p>;
  return (
    <table className={style.config}>
      <thead>
        <tr>
          <th>Setting</th>
          <th>Before</th>
          <th>After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path}>
            <td>{change.path}</td>
            <td>{describeValue(change.before)}</td>
            <td>{describeValue(change.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const describeValue = (value: Json | undefined) =>
  value === undefined ? "not set" : typeof value === "string" ? value : JSON.stringify(value);

function PortPair({
  node,
  port,
  before,
  after,
  onWhy,
}: {
  readonly node: string;
  readonly port: string;
  readonly before: RunReport;
  readonly after: RunReport;
  readonly onWhy: (item: ShelfItem) => void;
}) {
  const [left, right] = [before.previews[port], after.previews[port]];
  const changes = compareProducts(itemsOf(left), itemsOf(right));
  const isShelf = itemsOf(left).length > 0 || itemsOf(right).length > 0;
  return (
    <section className={style.port} aria-label={splitPort(port).port}>
      {isShelf && (
        <>
          <p className={style.changes}>{describeChanges(changes, left, right)}</p>
          <ChangedProducts changes={changes} after={itemsOf(right)} />
        </>
      )}
      <div className={style.pair}>
        <Side title="Before" run={before} node={node} preview={left} onWhy={onWhy}>
          {isShelf ? listed(itemsOf(left), (item) => (changes.went.includes(item) ? { gone: true } : {})) : undefined}
        </Side>
        <Side title="After" run={after} node={node} preview={right} onWhy={onWhy}>
          {isShelf
            ? listed(itemsOf(right), (item) => {
                const by = changes.came.includes(item) ? null : changes.moved.get(item.id);
                return by === undefined ? {} : { slot: { kind: "move", by } };
              })
            : undefined}
        </Side>
      </div>
    </section>
  );
}

function listed(
  items: readonly ShelfItem[],
  mark: (item: ShelfItem) => Pick<ListedProduct, "gone" | "slot">,
): readonly ListedProduct[] {
  return items.map((item, at) => ({ item, place: at + 1, ...mark(item) }));
}

function describeChanges({ came, went, moved }: ProductChanges, left: Preview | undefined, right: Preview | undefined) {
  const isCut = [left, right].some((one) => one?.kind === "products" && one.count > one.items.length);
  const same = came.length === 0 && went.length === 0 && moved.size === 0;
  const text = same
    ? "The same products in the same order"
    : `${counted(came.length, "product")} came, ${went.length} went, ${moved.size} moved`;
  return isCut ? `${text}, among the first fifty.` : `${text}.`;
}

const named = 5;

/** The products that differ, by name: the lists below may be long. */
function ChangedProducts({
  changes,
  after,
}: {
  readonly changes: ProductChanges;
  readonly after: readonly ShelfItem[];
}) {
  const line = (title: string, text: readonly string[]) =>
    text.length === 0 ? null : (
      <p className={style.named}>
        <b>{title}</b> {text.slice(0, named).join("; ")}
        {text.length > named ? `; and ${text.length - named} more` : ""}
      </p>
    );
  const moves = after
    .filter((item) => changes.moved.has(item.id))
    .map((item) => {
      const by = changes.moved.get(item.id)!;
      return `${item.title} ${by > 0 ? "up" : "down"} ${Math.abs(by)}`;
    });
  return (
    <>
      {line(
        "Came:",
        changes.came.map((item) => item.title),
      )}
      {line(
        "Went:",
        changes.went.map((item) => item.title),
      )}
      {line("Moved:", moves)}
    </>
  );
}

function Side({
  title,
  run,
  node,
  preview,
  onWhy,
  children,
}: {
  readonly title: string;
  readonly run: RunReport;
  readonly node: string;
  readonly preview: Preview | undefined;
  readonly onWhy: (item: ShelfItem) => void;
  readonly children: readonly ListedProduct[] | undefined;
}) {
  const model = useCanvas();
  const step = stepOf(run, node);
  const titleOf = (id: string) => nodeTitle(model, id);
  return (
    <div className={style.side}>
      <h3>
        {title}: <RelativeTime at={run.at} />, rev {run.revision}
      </h3>
      {step !== undefined && <StepOutcome step={step} />}
      {children !== undefined ? (
        <ProductList products={children} titleOf={titleOf} onPick={onWhy} />
      ) : preview === undefined ? (
        <p className="muted small">Nothing came out.</p>
      ) : (
        <FullPreview preview={preview} node={node} titleOf={titleOf} />
      )}
    </div>
  );
}
