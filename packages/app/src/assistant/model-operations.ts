import type { JsonObject } from "@aisle/runtime/json";
import { z } from "zod";
import { short } from "./node-names.ts";
import { NotDone } from "./not-done.ts";
import type { Sketch } from "./sketch.ts";

const id = z.string().min(1).max(64);
const port = z.string().regex(/^[A-Za-z0-9_-]{1,64}\.[A-Za-z][A-Za-z0-9]*$/, "node.port");

const operation = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("add-node"),
    id: id.describe("A new short id; later operations name the node by it."),
    type: z.string().min(1).max(120),
    config: z.record(z.string(), z.json()).optional().describe("Settings that differ from the defaults."),
  }),
  z.object({ do: z.literal("remove-node"), id }),
  z.object({
    do: z.literal("set-field"),
    node: id,
    field: z.string().min(1).max(200).describe("A setting's name."),
    value: z.json(),
  }),
  z.object({ do: z.literal("set-title"), node: id, title: z.string().min(1).max(120) }),
  z.object({ do: z.literal("add-edge"), from: port, to: port }),
  z.object({ do: z.literal("remove-edge"), from: port, to: port }),
]);

/** What a language model answers with: edits in short, without places, versions and ids of wires, which are ours to give. */
export const modelAnswer = z.object({
  operations: z.array(operation).max(100),
  /** Why there is nothing to do, or what was left out. */
  remark: z.string().max(500).optional(),
});
export type ModelAnswer = z.infer<typeof modelAnswer>;

/** The schema as it is sent. */
export const modelAnswerSchema = z.toJSONSchema(modelAnswer) as JsonObject;

/** Applies an answer to a sketch; throws `NotDone` with what is wrong and where, for the model to fix. */
export function applyOperations({ operations }: ModelAnswer, sketch: Sketch): void {
  const made = new Map<string, string>();
  const real = (name: string) => made.get(name) ?? name;
  const realPort = (ref: string) => {
    const dot = ref.indexOf(".");
    return `${real(ref.slice(0, dot))}${ref.slice(dot)}`;
  };
  const find = (name: string) => {
    const node = sketch.node(real(name));
    if (node === undefined) throw new NotDone(`There is no node with the id “${short(name)}”.`);
    return node;
  };
  for (const [at, one] of operations.entries()) {
    try {
      switch (one.do) {
        case "add-node": {
          if (made.has(one.id) || sketch.node(one.id) !== undefined)
            throw new NotDone(`The id “${one.id}” is taken: give a new one.`);
          made.set(one.id, sketch.add(one.type, undefined, (one.config ?? {}) as JsonObject).id);
          break;
        }
        case "remove-node":
          sketch.do({ do: "remove-node", id: find(one.id).id });
          break;
        case "set-field":
          sketch.set(find(one.node), one.field.split("."), one.value as never);
          break;
        case "set-title":
          sketch.do({ do: "set-title", node: find(one.node).id, title: one.title });
          break;
        case "add-edge":
          sketch.wire(realPort(one.from), realPort(one.to));
          break;
        case "remove-edge": {
          const [from, to] = [realPort(one.from), realPort(one.to)];
          const edge = sketch.graph.edges.find((wire) => wire.from === from && wire.to === to);
          if (edge === undefined) throw new NotDone(`There is no wire from ${one.from} to ${one.to}.`);
          sketch.do({ do: "remove-edge", id: edge.id });
          break;
        }
      }
    } catch (error) {
      if (error instanceof NotDone) throw new NotDone(`operations[${at}] (${one.do}): ${error.message}`);
      throw error;
    }
  }
}
