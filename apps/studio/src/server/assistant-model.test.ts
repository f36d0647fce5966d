import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { proposeByModel } from "@aisle/app/assistant/propose-by-model";
import { parseTemplate } from "@aisle/app/templates/template-file";
import { builtInNodes } from "@aisle/nodes/built-in-nodes";
import { repositoryRoot } from "@aisle/platform/files/aisle-home";
import { openAiModel } from "@aisle/platform/language/open-ai-model";
import { applyEdit } from "@aisle/runtime/graph/apply-edit";
import { emptyGraph, type Graph } from "@aisle/runtime/graph/graph";
import { makeRegistry } from "@aisle/runtime/node-sdk/registry";
import { afterEach, describe, expect, it } from "vitest";

const registry = makeRegistry(builtInNodes);
const file = `${repositoryRoot}/templates/home-recommendations.json`;
const home = parseTemplate("home-recommendations.json", JSON.parse(readFileSync(file, "utf8"))).graph;

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that speaks the chat completions protocol and says what it is asked to; no model stands behind it. */
async function talksLike(answers: readonly (object | string | number)[]) {
  const asked: { system: string; user: string; format: string; temperature: number }[] = [];
  server = createServer((request, reply) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const body = JSON.parse(text);
      const [system, user] = body.messages.map((message: { content: string }) => message.content);
      asked.push({ system, user, format: body.response_format.type, temperature: body.temperature });
      const answer = answers[Math.min(asked.length, answers.length) - 1]!;
      reply.setHeader("content-type", "application/json");
      if (typeof answer === "number") {
        reply.statusCode = answer;
        reply.setHeader("retry-after-ms", "1");
        reply.end(JSON.stringify({ error: { message: "no" } }));
        return;
      }
      const content = typeof answer === "string" ? answer : JSON.stringify(answer);
      const usage = { prompt_tokens: 900, completion_tokens: 40, total_tokens: 940 };
      const choices = [{ index: 0, message: { role: "assistant", content } }];
      reply.end(JSON.stringify({ id: "c", model: "small-1", choices, usage }));
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const used: number[] = [];
  const model = openAiModel({
    baseUrl: `http://127.0.0.1:${(server!.address() as AddressInfo).port}/v1`,
    apiKey: "sk-test",
    model: "small",
    onUse: ({ inputTokens, outputTokens }) => used.push(inputTokens + outputTokens),
  });
  const situation = (graph: Graph) => {
    let next = 1;
    return {
      graph,
      manifests: registry.manifests,
      facts: { target: "endpoint", collections: [] } as const,
      shop: { brands: [], categories: [], currency: "EUR" },
      selected: [],
      samples: { shopper: { shopperId: "shopper-77" } },
      newId: (prefix: string) => `${prefix}-${next++}`,
    };
  };
  const ask = (sentence: string, graph: Graph = home) => proposeByModel(sentence, situation(graph), registry, model);
  return { ask, asked, used, situation };
}

const addFilter = {
  operations: [
    { do: "remove-edge", from: "mix.products", to: "explore.products" },
    { do: "add-node", id: "cheap", type: "rules.filter", config: { keep: "price < 5000" } },
    { do: "add-edge", from: "mix.products", to: "cheap.products" },
    { do: "add-edge", from: "cheap.products", to: "explore.products" },
    { do: "set-field", node: "answer", field: "count", value: 8 },
  ],
};

describe("the assistant by a language model", () => {
  it("makes checked edits of the model's answer, and sends no shopper's data", async () => {
    const { ask, asked, used } = await talksLike([addFilter]);
    const graph: Graph = { ...home, samples: [{ id: "s", title: "Mira", request: { shopperId: "mira@example.com" } }] };
    const proposal = await ask("only cheap things, eight of them", graph);
    expect(proposal).toMatchObject({ by: "model", problems: [], misread: [] });
    expect(proposal.changes).toContain("Add Filter: keep price < 5000 (€50.00)");
    const result = applyEdit(graph, { do: "batch", title: "", edits: proposal.edits });
    expect(result.ok && result.graph.nodes.find(({ id }) => id === "answer")?.config.count).toBe(8);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ format: "json_schema", temperature: 0.1 });
    expect(asked[0]!.system).toContain("rules.diversity");
    expect(asked[0]!.user).toContain("only cheap things, eight of them");
    expect(JSON.stringify(asked)).not.toContain("mira@example.com");
    expect(JSON.stringify(asked)).not.toContain("shopper-77");
    expect(used).toEqual([940]);
  });

  it("sends an answer that cannot be applied back once, with what is wrong", async () => {
    const wrong = { operations: [{ do: "add-node", id: "x", type: "rules.teleport" }] };
    const { ask, asked } = await talksLike([wrong, addFilter]);
    expect((await ask("only cheap things")).by).toBe("model");
    expect(asked).toHaveLength(2);
    expect(asked[1]!.user).toContain("operations[0] (add-node): The node rules.teleport is not installed.");
  });

  it("refuses what stays wrong, and lets the rules answer with a line that says so", async () => {
    for (const wrong of [
      "I would love to help",
      { operations: [{ do: "run-shell", command: "rm" }] },
      { operations: [{ do: "add-edge", from: "answer.answer", to: "trending.shopper" }] },
      { operations: [{ do: "set-field", node: "answer", field: "__proto__", value: 1 }] },
    ]) {
      const { ask, asked } = await talksLike([wrong]);
      const proposal = await ask("allow 2 of a category");
      expect(asked).toHaveLength(2);
      expect(proposal.by).toBe("rules");
      expect(proposal.note).toContain("could not be applied");
      expect(proposal.changes).toEqual(["Diversity: at most 2, was 4"]);
      server?.close();
    }
  });

  it("shows problems that the wish itself makes, after asking twice", async () => {
    const { ask, asked } = await talksLike([{ operations: [{ do: "remove-node", id: "answer" }] }]);
    const proposal = await ask("take the answer away");
    expect(asked).toHaveLength(2);
    expect(proposal.by).toBe("model");
    expect(proposal.problems.map(({ code }) => code)).toContain("no-answer");
  });

  it("answers by rules when the server is down, or when there is nothing to do", async () => {
    const down = await talksLike([500]);
    const proposal = await down.ask("allow 2 of a category");
    expect(proposal).toMatchObject({ by: "rules", changes: ["Diversity: at most 2, was 4"] });
    expect(proposal.note).toContain("answered 500");
    server?.close();

    for (const [status, reason] of [
      [204, "answered 204 without a body"],
      [404, "answered 404"],
      [422, "answered 422"],
    ] as const) {
      const odd = await talksLike([status]);
      const byRules = await odd.ask("allow 2 of a category");
      expect(byRules).toMatchObject({ by: "rules", changes: ["Diversity: at most 2, was 4"] });
      expect(byRules.note).toContain(reason);
      server?.close();
    }

    const idle = await talksLike([{ operations: [], remark: "Nothing fits." }]);
    const nothing = await idle.ask("make me a sandwich");
    expect(nothing.edits).toEqual([]);
    expect(nothing.note).toContain("Nothing fits.");
    expect(nothing.suggestions).toHaveLength(3);
  });

  it("answers by rules whatever the model throws", async () => {
    const { situation } = await talksLike([204]);
    const broken = { ask: () => Promise.reject(new TypeError("reading 'choices'")) };
    const proposal = await proposeByModel("allow 2 of a category", situation(home), registry, broken);
    expect(proposal).toMatchObject({ by: "rules", note: expect.stringContaining("cannot be asked") });
  });

  it("gives a pipeline that begins empty a sample of this shop", async () => {
    const { ask } = await talksLike([
      {
        operations: [
          { do: "add-node", id: "in", type: "data.endpoint-request" },
          { do: "add-node", id: "best", type: "find.best-sellers" },
          { do: "add-node", id: "out", type: "answer.products" },
          { do: "add-edge", from: "in.shopper", to: "best.shopper" },
          { do: "add-edge", from: "best.products", to: "out.products" },
        ],
      },
    ]);
    const proposal = await ask("best sellers", emptyGraph);
    expect(proposal.problems).toEqual([]);
    expect(proposal.edits).toContainEqual(
      expect.objectContaining({ sample: expect.objectContaining({ request: { shopperId: "shopper-77" } }) }),
    );
  });
});
