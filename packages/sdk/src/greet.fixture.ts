import { defineCapability, defineNode, fellBack, port } from "@aisle/sdk";
import { z } from "zod";

/** Sends a greeting to somebody: a capability that acts, in one file. */
interface PostCapability {
  send(to: string, text: string): Promise<void>;
}

declare module "@aisle/runtime/node-sdk/capabilities/capability" {
  interface CapabilityMap {
    readonly post: PostCapability;
  }
}

/** Sends with the idempotency key in front of the text, so that a test sees it. */
export const postCapability = defineCapability<"post">({
  name: "post",
  scope: "process",
  kind: "act",
  summary: "Sends greetings.",
  bind: (adapter, { idempotencyKey }) => ({ send: (to, text) => adapter.send(to, `${idempotencyKey} ${text}`) }),
  rehearse: ({ record }) => ({ send: async (to) => record({ summary: `greet ${to}`, details: { to } }) }),
});

/** A node that uses it, in one file. */
export const greet = defineNode({
  type: "acme.greet",
  version: 1,
  title: "Greet",
  summary: "Greets whom the text names.",
  icon: "hand-stop",
  inputs: { name: port("Text") },
  outputs: { greeted: port("Text") },
  config: z.object({ word: z.string().min(1).default("Hello") }),
  effects: ["post"],
  migrations: {},
  async run(ctx, { name }, { word }) {
    if (name === "") return fellBack({ greeted: "nobody" }, "there is no name");
    await ctx.post.send(name, `${word}, ${name}`);
    return { greeted: name };
  },
  examples: [
    { title: "Anna", inputs: { name: "Anna" }, given: { post: { send: null } }, outputs: { greeted: "Anna" } },
    { title: "Nobody", inputs: { name: "" }, outputs: { greeted: "nobody" }, fellBack: "there is no name" },
  ],
});
