import { expect, it } from "vitest";
import { importsOf, refusal } from "./check-imports.mjs";

const workspaces = ["packages/runtime", "packages/nodes", "packages/platform", "packages/cli", "apps/studio"];
const imports = (file: string, specifier: string, typeOnly = false) =>
  refusal(file, { specifier, typeOnly }, workspaces);

it("reads every form of import", () => {
  const text = `import "./a.ts";
import { b,
  type c } from "@aisle/runtime/errors";
import type { D } from "pg";
export { e } from "./e.ts";
const f = await import("./f.ts");`;
  expect(importsOf(text)).toEqual([
    { specifier: "./a.ts", typeOnly: false },
    { specifier: "@aisle/runtime/errors", typeOnly: false },
    { specifier: "pg", typeOnly: true },
    { specifier: "./e.ts", typeOnly: false },
    { specifier: "./f.ts", typeOnly: false },
  ]);
});

it("lets imports go one way between packages", () => {
  expect(imports("packages/nodes/src/a/b.ts", "@aisle/runtime/node-sdk/define-node")).toBeUndefined();
  expect(imports("packages/runtime/src/errors.ts", "@aisle/nodes/registry")).toMatch(/nothing of ours/);
  expect(imports("packages/platform/src/a.ts", "@aisle/nodes/registry")).toMatch(/packages\/nodes/);
  expect(imports("packages/nodes/src/a/b.ts", "../../../platform/src/a.ts")).toMatch(/packages\/platform/);
});

it("keeps the layers inside runtime", () => {
  expect(imports("packages/runtime/src/execute/execute.ts", "../compile/plan.ts")).toBeUndefined();
  expect(imports("packages/runtime/src/compile/compile.ts", "../execute/execute.ts")).toMatch(/may not import/);
  expect(imports("packages/runtime/src/compile/compile.test.ts", "../execute/execute.ts")).toBeUndefined();
  expect(imports("packages/runtime/src/compile/compile.test.ts", "@aisle/nodes/registry")).toMatch(/may import/);
  expect(imports("packages/runtime/src/graph/graph.ts", "../errors.ts")).toBeUndefined();
  expect(imports("packages/runtime/src/graph/graph.ts", "../node-sdk/product.ts")).toMatch(/may not import/);
});

it("keeps pure packages free of Node built-ins, their tests excepted", () => {
  expect(imports("packages/runtime/src/errors.ts", "node:fs")).toMatch(/pure/);
  expect(imports("packages/runtime/src/errors.test.ts", "node:fs")).toBeUndefined();
});

it("lets types alone cross from the studio's server to its client and to the command line", () => {
  expect(imports("apps/studio/src/client/api/trpc.ts", "../../server/router.ts", true)).toBeUndefined();
  expect(imports("apps/studio/src/client/api/trpc.ts", "../../server/router.ts")).toMatch(/may import/);
  expect(imports("packages/cli/src/client.ts", "@aisle/studio/server/router", true)).toBeUndefined();
  expect(imports("packages/cli/src/client.ts", "@aisle/studio/server/router")).toMatch(
    /may import packages.simulator.src, not apps.studio/,
  );
});
