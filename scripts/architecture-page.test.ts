import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../docs/architecture.md"), "utf8");
const links = [...page.matchAll(/\[([^\]]+)\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, text, to]) => ({
  text: text!,
  to: to!,
}));

it("names files that are there, by their names", () => {
  expect(links.length).toBeGreaterThan(50);
  const wrong = links.filter(({ text, to }) => {
    const path = join(import.meta.dirname, "../docs", to);
    return !existsSync(path) || (/\.tsx?$/.test(text) && !to.endsWith(`/${text}`));
  });
  expect(wrong).toEqual([]);
});

it("follows a request, a decision, an event and an edit in ten steps at most", () => {
  for (const title of ["A request", "A decision", "An event", "An edit"]) {
    const [, section] = page.split(`\n## ${title}\n`);
    const steps = section!.split("\n## ")[0]!.match(/^\d+\. /gm) ?? [];
    expect(steps.length, title).toBeGreaterThan(4);
    expect(steps.length, title).toBeLessThanOrEqual(10);
  }
});
