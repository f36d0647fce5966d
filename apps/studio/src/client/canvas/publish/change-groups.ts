import { valueAtPath } from "@aisle/runtime/graph/config-path";
import { touchOf } from "@aisle/runtime/graph/edit-authors";
import { type Graph, type GraphNode, type OnFailure, splitPort } from "@aisle/runtime/graph/graph";
import {
  type FieldChange,
  type GraphDifference,
  type ListChange,
  type NodeChange,
  ownWires,
} from "@aisle/runtime/graph/graph-difference";
import type { Json, JsonObject } from "@aisle/runtime/json";
import type { NodeManifest } from "@aisle/runtime/node-sdk/manifest";
import type { Comparison } from "../../api/outputs.ts";
import { fieldPlans, humanName } from "../form/field-kind.ts";
import { describeValue } from "./describe-value.ts";

export type Sign = "added" | "removed" | "changed";
export type Touch = Comparison["touches"][number];

/** One change as a line: what changed, from what to what, and who touched it last. */
export interface ChangeLine {
  readonly key: string;
  readonly sign: Sign;
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
  readonly touch: Touch | undefined;
}

/** The changes of one node, or of what is no node. */
export interface ChangeGroup {
  /** The node's id, else `samples` or `drawing`. */
  readonly id: string;
  readonly title: string;
  readonly icon: string | undefined;
  readonly sign: Sign;
  readonly lines: readonly ChangeLine[];
}

interface ChangeContext {
  readonly before: Graph;
  readonly after: Graph;
  readonly difference: GraphDifference;
  readonly manifests: ReadonlyMap<string, NodeManifest>;
  readonly touched: ReadonlyMap<string, Touch>;
}

type TitledContext = ChangeContext & { readonly titleOf: (id: string) => string };

/** A difference in a merchandiser's words, node by node in the order of the graph; removed nodes come after, then samples and notes. */
export function changeGroups(given: ChangeContext): readonly ChangeGroup[] {
  const nodes = new Map([...given.before.nodes, ...given.after.nodes].map((node) => [node.id, node]));
  const titleOf = (id: string) => nodeTitleOf(nodes.get(id), given.manifests) ?? id;
  const context: TitledContext = { ...given, titleOf };
  const { added, removed, changed } = given.difference.nodes;
  const lines = new Map<string, ChangeLine[]>();
  for (const change of changed) lines.set(change.after.id, nodeLines(change, context));
  for (const [id, wires] of wireLines(context)) lines.set(id, [...(lines.get(id) ?? []), ...wires]);
  const fresh = new Set(added.map((node) => node.id));
  const groups = given.after.nodes.flatMap((node): ChangeGroup[] => {
    if (fresh.has(node.id)) return [passing(node, "added", given.after, context)];
    const own = lines.get(node.id);
    return own === undefined ? [] : [groupOf(node, "changed", own, context)];
  });
  return [
    ...groups,
    ...removed.map((node) => passing(node, "removed", given.before, context)),
    ...listGroup("samples", "Sample requests", listLines("sample", given.difference.samples, describeSample, context)),
    ...listGroup("drawing", "Notes and groups", [
      ...listLines("note", given.difference.notes, (note) => ({ what: "Note", text: note.text }), context),
      ...listLines(
        "group",
        given.difference.groups,
        ({ title, nodes: of }) => ({
          what: `Group ${title}`,
          text: of.map(titleOf).join(", "),
        }),
        context,
      ).map((line) => groupLine(line, context)),
    ]),
  ];
}

/** The title that a node goes by, `undefined` without one. */
export function nodeTitleOf(
  node: GraphNode | undefined,
  manifests: ReadonlyMap<string, NodeManifest>,
): string | undefined {
  return node?.title ?? manifests.get(node?.type ?? "")?.title ?? node?.type;
}

function groupOf(
  node: GraphNode,
  sign: Sign,
  lines: readonly ChangeLine[],
  { titleOf, manifests }: TitledContext,
): ChangeGroup {
  return { id: node.id, title: titleOf(node.id), icon: manifests.get(node.type)?.icon, sign, lines };
}

/** A node that comes or goes takes its wires along: they are said in its one line. */
function passing(node: GraphNode, sign: "added" | "removed", graph: Graph, context: TitledContext): ChangeGroup {
  const titles = (side: "from" | "to", other: "from" | "to") => [
    ...new Set(
      graph.edges
        .filter((edge) => splitPort(edge[side]).node === node.id)
        .map((edge) => context.titleOf(splitPort(edge[other]).node)),
    ),
  ];
  const [reads, feeds] = [titles("to", "from"), titles("from", "to")];
  const parts = [
    ...(reads.length === 0 ? [] : [`${sign === "added" ? "reads" : "read"} ${reads.join(", ")}`]),
    ...(feeds.length === 0 ? [] : [`${sign === "added" ? "feeds" : "fed"} ${feeds.join(", ")}`]),
  ];
  const tail = parts.length === 0 ? "no wires" : parts.join("; ");
  const line = {
    key: "node",
    sign,
    what: `${sign === "added" ? "New node" : "Node taken out"}: ${tail}`,
    touch: touchOf(context.touched, [`node:${node.id}`]),
  };
  return groupOf(node, sign, [line], context);
}

function nodeLines(
  { before, after, fields, titled, failure, upgraded }: NodeChange,
  context: TitledContext,
): ChangeLine[] {
  const { id } = after;
  const touch = (...keys: readonly string[]) => touchOf(context.touched, [...keys, `node:${id}`]);
  const manifest = context.manifests.get(after.type);
  const lines = fields.map((change): ChangeLine => {
    const { title, plan } = fieldTitle(manifest, change.path);
    const side = (value: Json | undefined) =>
      value === undefined ? describeDefaults(manifest, change, plan) : describeValue(value, plan);
    return {
      key: `field ${change.path.join(".")}`,
      sign: "changed",
      what: title,
      before: side(change.before),
      after: side(change.after),
      touch: touchOf(context.touched, [`field:${id}:${change.path.join(".")}`, `version:${id}`, `node:${id}`]),
    };
  });
  const said = (key: string, what: string, was: string, is: string, ...by: readonly string[]): ChangeLine => ({
    key,
    sign: "changed",
    what,
    before: was,
    after: is,
    touch: touch(...by.map((kind) => `${kind}:${id}`)),
  });
  if (titled)
    lines.push(said("title", "Title", before.title ?? "its usual one", after.title ?? "its usual one", "title"));
  if (failure)
    lines.push(
      said("failure", "If late or failing", describeFailure(before), describeFailure(after), "failure", "limit"),
    );
  if (upgraded) {
    const name = (node: GraphNode) =>
      before.type === after.type ? `${node.version}` : `${node.type}, version ${node.version}`;
    lines.push(said("version", "Version of the node", name(before), name(after), "version"));
  }
  return lines;
}

function describeFailure({ onFailure, timeoutMs }: GraphNode): string {
  const labels: { readonly [Do in OnFailure["do"]]: string } = {
    fail: "fail the request",
    skip: "skip this step",
    pass: "pass on what came in",
    value: "use a stored value",
  };
  return `${labels[onFailure?.do ?? "fail"]}${timeoutMs === undefined ? "" : `, late after ${timeoutMs} ms`}`;
}

function describeDefaults(
  manifest: NodeManifest | undefined,
  { path }: FieldChange,
  plan: Parameters<typeof describeValue>[1],
): string {
  const usual = valueAtPath(manifest?.defaults as Json | undefined, path);
  return usual === undefined ? "not set" : `${describeValue(usual, plan)} (as usual)`;
}

/** `Request schema · limit · maximum`: titles of the form as far as it has them. */
function fieldTitle(manifest: NodeManifest | undefined, path: readonly string[]) {
  let fields = manifest === undefined ? [] : fieldPlans(manifest.configSchema as JsonObject);
  let plan: (typeof fields)[number] | undefined;
  const titles = path.flatMap((key, depth) => {
    plan = fields.find((field) => field.name === key);
    fields = plan?.kind.is === "group" ? plan.kind.fields : [];
    return key === "properties" && depth > 0 ? [] : (plan?.title ?? humanName(key));
  });
  return { title: titles.join(" · "), plan };
}

/** Wires that came, went or changed places, by the node that reads them. */
function wireLines(context: TitledContext): ReadonlyMap<string, readonly ChangeLine[]> {
  const { difference, after, titleOf, touched } = context;
  const lines = new Map<string, ChangeLine[]>();
  const push = (id: string, line: ChangeLine) => lines.set(id, [...(lines.get(id) ?? []), line]);
  const own = ownWires(difference);
  for (const sign of ["added", "removed"] as const) {
    for (const { id, from, to } of own[sign]) {
      const what = `${sign === "added" ? "Wire from" : "No wire any more from"} ${titleOf(splitPort(from).node)}`;
      const key = `wire ${from} ${to}`;
      push(splitPort(to).node, { key, sign, what, touch: touchOf(touched, [`edge:${id}`]) });
    }
  }
  for (const to of difference.wires.reordered) {
    const read = (graph: Graph) => graph.edges.filter((edge) => edge.to === to);
    const order = (graph: Graph) =>
      read(graph)
        .map((edge) => titleOf(splitPort(edge.from).node))
        .join(", ");
    push(splitPort(to).node, {
      key: `order ${to}`,
      sign: "changed",
      what: "Order of what it reads",
      before: order(context.before),
      after: order(after),
      touch: touchOf(
        touched,
        read(after).map((edge) => `edge:${edge.id}`),
      ),
    });
  }
  return lines;
}

function describeSample({ title, request }: Graph["samples"][number]) {
  return { what: title, text: describeValue(request) };
}

/** A group that changed says which members joined and left, not all of them. */
function groupLine(line: ChangeLine, { difference, titleOf }: TitledContext): ChangeLine {
  const change = difference.groups.changed.find(({ after }) => line.key === `group ${after.id}`);
  if (change === undefined) return line;
  const passing = new Set([...difference.nodes.added, ...difference.nodes.removed].map((node) => node.id));
  const beyond = (these: readonly string[], those: readonly string[]) =>
    these.filter((id) => !those.includes(id) && !passing.has(id)).map(titleOf);
  const joined = beyond(change.after.nodes, change.before.nodes);
  const left = beyond(change.before.nodes, change.after.nodes);
  const parts = [
    ...(joined.length === 0 ? [] : [`now with ${joined.join(", ")}`]),
    ...(left.length === 0 ? [] : [`without ${left.join(", ")}`]),
  ];
  const { before: _was, after: _is, ...rest } = line;
  return { ...rest, what: parts.length === 0 ? line.what : `${line.what}: ${parts.join("; ")}` };
}

function listLines<T extends { readonly id: string }>(
  kind: string,
  { added, removed, changed }: ListChange<T>,
  say: (item: T) => { readonly what: string; readonly text: string },
  { touched }: ChangeContext,
): ChangeLine[] {
  const touch = ({ id }: T) => touchOf(touched, [`${kind}:${id}`]);
  return [
    ...added.map((item): ChangeLine => {
      const { what, text } = say(item);
      return { key: `${kind} ${item.id}`, sign: "added", what, after: text, touch: touch(item) };
    }),
    ...changed.map(({ before, after }): ChangeLine => {
      const [was, is] = [say(before), say(after)];
      const what = was.what === is.what ? is.what : `${was.what}, now ${is.what}`;
      const texts = was.text === is.text ? {} : { before: was.text, after: is.text };
      return { key: `${kind} ${after.id}`, sign: "changed", what, ...texts, touch: touch(after) };
    }),
    ...removed.map((item): ChangeLine => {
      const { what, text } = say(item);
      return { key: `${kind} ${item.id}`, sign: "removed", what, before: text, touch: touch(item) };
    }),
  ];
}

function listGroup(id: string, title: string, lines: readonly ChangeLine[]): ChangeGroup[] {
  return lines.length === 0 ? [] : [{ id, title, icon: undefined, sign: "changed", lines }];
}
