import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { withFutures } from "../forecast/m3-series.ts";
import { readLabelledTexts } from "../intents/embedded-texts.ts";
import { readSequences } from "../recommend/beauty-sequences.ts";
import { readInvoiceLines } from "../recommend/retail-invoices.ts";
import { readShopClicks } from "../recommend/shop-clicks.ts";
import { option, readCsvColumns } from "./csv-table.ts";
import { readSizeHistory } from "./size-history.ts";

const folder = mkdtempSync(join(tmpdir(), "aisle-truth-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(content: string | Uint8Array): string {
  files++;
  const path = join(folder, `file-${files}`);
  writeFileSync(path, content);
  return path;
}

describe("truth files", () => {
  it("are read quoted, zipped under any name, with a byte order mark, and in any order of columns", () => {
    const text = '\uFEFFb , a\r\n"x, ""y""",1\n\nz\n';
    for (const path of [file(text), file(gzipSync(text))])
      expect(readCsvColumns(path, ["a", "b"])).toEqual({ b: ['x, "y"', "z"], a: ["1", ""] });
  });

  it("are refused with what is missing", () => {
    const empty = file("row\n1\n");
    expect(() => readCsvColumns(join(folder, "absent"))).toThrow(/no file .*absent/);
    expect(() => readCsvColumns(empty, ["size", "row"])).toThrow(/lacks the column size. It has row/);
    expect(() => readCsvColumns(file(""), ["size"])).toThrow(/It has none/);
    for (const read of [readSizeHistory, readShopClicks, readInvoiceLines, readLabelledTexts])
      expect(() => read(empty)).toThrow(/lacks the column/);
    expect(() => readLabelledTexts(file("text\nhello\n"))).toThrow(/category or intent/);
    expect(() => readSequences(file("user item\n"))).toThrow(/user item item/);
    expect(() => option(["--truth", "--record"], "truth")).toThrow(/--truth wants a value/);
    expect(() => option(["--truth"], "truth")).toThrow(/wants a value/);
    expect(option(["--truth", "x.csv"], "truth")).toBe("x.csv");
    expect(option([], "truth")).toBeUndefined();
  });

  it("may hold what nobody knows", () => {
    const sized = readSizeHistory(file("row,weight_kg,age_years,height_cm,size\n1,60,,170,M\n2,61,30,171,XS\n"));
    expect([...sized.sizes]).toEqual([2, -1]);
    expect(sized.measures.values[1]).toBeNaN();
    expect(readLabelledTexts(file("text\nhello\n"), { unlabelled: true })).toEqual([{ text: "hello", intent: "" }]);
    expect(readLabelledTexts(file("category,text\n Card ,hi\n"))).toEqual([{ text: "hi", intent: "card" }]);
    expect([...readSequences(file("user item\n7 1 2\n8,3\n9\n"))]).toEqual([
      ["7", ["1", "2"]],
      ["8", ["3"]],
    ]);
  });

  it("give the futures of series by their names, or series of their own", () => {
    const one = { id: "N1", kind: "YEARLY", history: Float64Array.of(1), horizon: 6, future: undefined } as const;
    const visible = [one, { ...one, id: "N2", future: Float64Array.of(9) }];
    const joined = withFutures(visible, file("series,future\nN1,2 3\nN2,\n"));
    expect(joined.map(({ future }) => future)).toEqual([Float64Array.of(2, 3), Float64Array.of(9)]);
    const other = file("series,period,h,history,future\nZ,MONTHLY,18,1 2 3,4\n");
    expect(withFutures(visible, other).map(({ id, kind }) => `${id} ${kind}`)).toEqual(["Z MONTHLY"]);
    expect(() => withFutures(visible, file("series,future\nZ,4\n"))).toThrow(/lacks the column period/);
  });
});
