import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAisle, type TestAisle } from "./test-aisle.ts";

let aisle: TestAisle;

beforeAll(async () => {
  aisle = await startTestAisle();
});
afterAll(() => aisle?.stop());

function file(name: string, content: string): string {
  writeFileSync(join(aisle.files, name), content);
  return name;
}

describe("aisle experiments", () => {
  const shares = (i: number) => `u${i},${i % 2 === 0 ? "control" : "bold"},${i % 3 === 0},${i % 5}`;
  const content = `user_id,variant,bought,clicks\n${Array.from({ length: 600 }, (_, i) => shares(i)).join("\n")}\nu0,,1,1\n`;

  it("makes one of a file, lists it, shows what it found and exports it", async () => {
    const rows = file("split.csv", content);
    const made = await aisle.aisle(["experiments", "import", rows, "--name", "Bold <b>", "--metrics", "bought,clicks"]);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining("Read 601 rows, rejected 1.")]);
    expect(made.stdout).toContain("line 602: no variant");
    expect(made.stdout).toMatch(
      /bought \(primary\)\n {2}control: 0\.3333 of 300 units\n {2}bold: 0\.3333 of 300 units, 0\.0 % \(/,
    );
    const listed = await aisle.aisle(["experiments", "list"]);
    const [key] = listed.stdout.split("\t");
    expect(listed.stdout).toMatch(/^bold-b-\w{6}\tstopped\t.*\t600 units\tNo difference was found\tBold <b>\n$/);
    const csv = await aisle.aisle(["experiments", "export", key!]);
    expect(csv.stdout.split("\r\n").filter((line) => line.startsWith("metric,bought"))).toHaveLength(2);
    const html = await aisle.aisle([
      "experiments",
      "export",
      "Bold <b>",
      "--format",
      "html",
      "--output",
      "report.html",
    ]);
    expect(html.code).toBe(0);
    const page = readFileSync(join(aisle.files, "report.html"), "utf8");
    expect(page).toContain("<title>Bold &#60;b&#62;</title>");
    expect(page).not.toMatch(/<b>|src=|href=|<script/);
    const pdf = await aisle.aisle(["experiments", "export", key!, "--format", "pdf", "--output", "report.pdf"]);
    expect([pdf.code, readFileSync(join(aisle.files, "report.pdf"), "latin1").slice(0, 5)]).toEqual([0, "%PDF-"]);
  }, 120_000);

  it.each([
    [["list", "all"], /aisle experiments list/],
    [["show"], /aisle experiments show KEY/],
    [["show", "nothing"], /There is no experiment “nothing”/],
    [["export", "nothing", "--format", "png"], /csv, html or pdf/],
    [["export", "nothing", "--format", "pdf"], /There is no experiment “nothing”/],
    [["import", "none.csv"], /There is no file none.csv/],
    [["import", "arms.csv", "--arm", "group"], /There is no column “group”/],
    [["improve"], /aisle experiments list/],
  ])("says what is wrong with %j", async (args, words) => {
    file("arms.csv", "user,arm,x\nu1,a,1\nu2,b,0\n");
    const { code, stdout, stderr } = await aisle.aisle(["experiments", ...args]);
    expect([code, `${stdout}${stderr}`]).toEqual([1, expect.stringMatching(words)]);
    expect(stderr).not.toMatch(/\n\s+at |node_modules|Error:/);
  });
});
