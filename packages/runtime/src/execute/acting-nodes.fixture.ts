import { z } from "zod";
import { compile } from "../compile/compile.ts";
import type { Plan } from "../compile/plan.ts";
import { emptyGraph, type Graph, type GraphNode } from "../graph/graph.ts";
import type { Json } from "../json.ts";
import { defineCapability } from "../node-sdk/capabilities/capability.ts";
import { defineNode } from "../node-sdk/define-node.ts";
import { many, port } from "../node-sdk/port-type.ts";
import { makeRegistry } from "../node-sdk/registry.ts";
import { suspend } from "../node-sdk/suspend.ts";

/** Sends a message somewhere; stands for webhooks, mails and orders. */
interface MessagesCapability {
  send(text: string): Promise<void>;
}

/** Asks a model outside; stands for language models and reads over HTTP. */
interface OracleCapability {
  ask(question: string): Promise<Json>;
}

declare module "../node-sdk/capabilities/capability.ts" {
  interface CapabilityMap {
    readonly messages: MessagesCapability;
    readonly oracle: OracleCapability;
  }
}

/** What the adapters outside were asked to do, by idempotency key. */
export class Outside {
  readonly sent: { readonly key: string; readonly text: string }[] = [];
  readonly asked: string[] = [];
}

/** The adapters of a process over what is outside. */
export const adaptersOf = (outside: Outside) => ({
  messages: { send: async (text: string) => void outside.sent.push({ key: "unbound", text }) },
  oracle: {
    ask: async (question: string) => {
      outside.asked.push(question);
      return `answer to ${question}`;
    },
  },
});

export const capabilitiesOver = (outside: Outside) => [
  defineCapability<"messages">({
    name: "messages",
    scope: "process",
    kind: "act",
    summary: "Sends messages.",
    bind: (_adapter, { idempotencyKey }) => ({
      send: async (text) => void outside.sent.push({ key: idempotencyKey, text }),
    }),
    rehearse: ({ record }) => ({
      send: async (text) => record({ summary: `send “${text}”`, details: { text } }),
    }),
  }),
  defineCapability<"oracle">({
    name: "oracle",
    scope: "process",
    kind: "read",
    summary: "Asks outside.",
    rehearse: (adapter, { recorded, spend }) => ({
      ask: async (question) => {
        const known = recorded(question);
        if (known !== undefined) return known;
        if (!spend()) throw new Error("nothing recorded, and no call left");
        return adapter.ask(question);
      },
    }),
  }),
];

const shape = { version: 1, summary: "For tests.", icon: "point", migrations: {} };
const example = [{ title: "Nothing", inputs: {}, outputs: {} }];
const json = port("Json");
const part = { ...shape, examples: example, config: z.object({}) };

export const actingNodes = [
  defineNode({
    ...part,
    type: "test.request",
    title: "Request",
    role: "trigger",
    inputs: {},
    outputs: { value: json },
    effects: ["request"],
    run: (ctx) => ({ value: ctx.request.body }),
  }),
  defineNode({
    ...part,
    type: "test.send",
    title: "Send",
    inputs: { value: json },
    outputs: { value: json },
    effects: ["messages"],
    run: async (ctx, { value }) => {
      await ctx.messages.send(JSON.stringify(value));
      return { value };
    },
  }),
  defineNode({
    ...part,
    type: "test.ask",
    title: "Ask",
    inputs: { value: json },
    outputs: { value: json },
    effects: ["oracle"],
    run: async (ctx, { value }) => ({ value: await ctx.oracle.ask(JSON.stringify(value)) }),
  }),
  defineNode({
    ...part,
    type: "test.approve",
    title: "Approve",
    inputs: { value: json },
    outputs: { value: json },
    effects: [],
    run: (_ctx, { value }) => suspend({ reason: "Waits for approval", show: value, until: 5000 }),
  }),
  defineNode({
    ...part,
    type: "test.draw",
    title: "Draw",
    inputs: { value: json },
    outputs: { value: json },
    effects: ["random", "clock"],
    run: (ctx, { value }) => ({ value: { value, draw: ctx.random.next(), at: ctx.clock.now() } }),
  }),
  defineNode({
    ...part,
    type: "test.vector",
    title: "Vector",
    inputs: { value: json },
    outputs: { vector: port("Vector") },
    effects: ["request"],
    run: () => ({ vector: { embedder: "test@1", values: Float32Array.of(0.5, -1.25, 3) } }),
  }),
  defineNode({
    ...part,
    type: "test.join",
    title: "Join",
    inputs: { values: many(json), vectors: many(port("Vector"), 0) },
    outputs: { value: json },
    effects: [],
    run: (_ctx, { values, vectors }) => ({
      value: { values: [...values], vectors: vectors.map((vector) => [...vector.values]) },
    }),
  }),
  defineNode({
    ...part,
    type: "test.answer",
    title: "Answer",
    role: "answer",
    inputs: { value: json },
    outputs: { answer: port("Answer") },
    effects: [],
    run: (_ctx, { value }) => ({ answer: { body: { value }, slots: [] } }),
  }),
];

/** Compiles nodes `[id, type]` and wires `from.port>to.port`. */
export async function planOf(
  outside: Outside,
  nodes: readonly (readonly [id: string, type: string, more?: Partial<GraphNode>])[],
  wires: readonly string[],
  nodeDefinitions = actingNodes,
): Promise<Plan> {
  const graph: Graph = {
    ...emptyGraph,
    nodes: nodes.map(([id, type, more]) => ({
      id,
      type: `test.${type}`,
      version: 1,
      position: { x: 0, y: 0 },
      config: {},
      ...more,
    })),
    edges: wires.map((wire, index) => {
      const [from, to] = wire.split(">");
      return { id: `e${index}`, from: from!, to: to! };
    }),
  };
  const registry = makeRegistry(nodeDefinitions, capabilitiesOver(outside));
  const compiled = await compile(graph, registry, { target: "job", collections: [] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.plan;
}
