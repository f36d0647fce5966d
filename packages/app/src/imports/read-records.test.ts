import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileOf } from "./memory-sinks.ts";
import { type ImportRow, readRecords } from "./read-records.ts";

async function read(fileName: string, content: string | Uint8Array, chunkBytes?: number) {
  const file = await readRecords(fileOf(fileName, content, chunkBytes));
  const rows: ImportRow[] = [];
  const unreadable: { line: number; reason: string }[] = [];
  let error: unknown;
  try {
    for await (const batch of file.batches) {
      rows.push(...batch.rows);
      unreadable.push(...batch.unreadable.map(({ line, reason }) => ({ line, reason })));
    }
  } catch (thrown) {
    error = thrown;
  }
  return {
    ...file,
    rows,
    unreadable,
    error,
    values: rows.map((row) => row.values),
    lines: rows.map((row) => row.line),
  };
}

const field = fc.string({ unit: fc.constantFrom("a", "é", "日", "🙂", ",", '"', "\n", " ", ";", "1"), maxLength: 8 });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("CSV", () => {
  it("gives back every field, whatever it holds, however the bytes are cut, gzip or not", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(field, field, field), { maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.constantFrom("\n", "\r\n"),
        async (rows, chunk, gzip, end) => {
          const text = [["a", "b", "c"], ...rows].map((row) => row.map(quoted).join(",")).join(end) + end;
          const { values, unreadable } = await read(gzip ? "x.csv.gz" : "x.csv", text, chunk);
          // A row of empty fields alone is no row.
          const expected = rows.filter((row) => row.some((one) => one.trim() !== "")).map(([a, b, c]) => ({ a, b, c }));
          expect(unreadable).toEqual([]);
          expect(values).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds the delimiter, keeps line numbers over quoted line ends, and skips empty lines and a byte-order mark", async () => {
    const semicolons = await read("x.csv", '\uFEFFid;name\n\n1;"two\nlines"\n;\n2;b\n');
    expect(semicolons.columns).toEqual(["id", "name"]);
    expect(semicolons.values).toEqual([
      { id: "1", name: "two\nlines" },
      { id: "2", name: "b" },
    ]);
    expect(semicolons.lines).toEqual([3, 6]);
    expect((await read("x.tsv", "id\tname, full\n1\ta\n")).columns).toEqual(["id", "name, full"]);
    expect((await read("upload", "id|name\n1|a\n")).columns).toEqual(["id", "name"]);
    expect((await read("x.csv", "id,name,name,\n1,a,b,c\n")).columns).toEqual(["id", "name", "name (2)", "column 4"]);
  });

  it("reports rows with too many or too few columns, and takes empty ones at the end", async () => {
    const { values, unreadable } = await read("x.csv", "a,b\n1,2\n3\n4,5,6\n7,8,,\n");
    expect(values).toEqual([
      { a: "1", b: "2" },
      { a: "7", b: "8" },
    ]);
    expect(unreadable).toEqual([
      { line: 3, reason: "the row has 1 columns, the header 2" },
      { line: 4, reason: "the row has 3 columns, the header 2" },
    ]);
  });

  it("loses one row to a quote that is never closed, not those after it", async () => {
    const after = Array.from({ length: 2000 }, (_, i) => `${i},good`).join("\n");
    const { values, unreadable } = await read("x.csv", `a,b\n0,"open\n${after}\n`);
    expect(values).toHaveLength(2000);
    expect(unreadable).toEqual([{ line: 2, reason: "a quote is opened in this row and not closed" }]);
    const inches = await read("x.csv", 'a,b\n1,5" pipe\n2,"6"" pipe"\n3,x"y"\n');
    expect(inches.values.map((row) => row.b)).toEqual(['5" pipe', '6" pipe', 'x"y"']);
  });

  it("reports half a row at the end", async () => {
    const { values, unreadable } = await read("x.csv", 'a,b,c\n1,2,3\n4,"5 and a ha');
    expect(values).toHaveLength(1);
    expect(unreadable).toEqual([{ line: 3, reason: "a quote is opened in this row and not closed" }]);
  });

  it("reports a row of 10 MB and reads on", async () => {
    const { values, unreadable } = await read("x.csv", `a,b\n1,${"x".repeat(10_000_000)}\n2,y\n`, 65_536);
    expect(values).toEqual([{ a: "2", b: "y" }]);
    expect(unreadable).toEqual([{ line: 2, reason: "the row is longer than 1 MB" }]);
  });
});

describe("JSONL", () => {
  it("reads objects, reports what is none, and names the columns of its first rows", async () => {
    const text = '{"id":1,"tags":["a"]}\n\nnot json\n[1]\n{"id":2,"x":null}\n{"half":';
    const { columns, values, unreadable, lines } = await read("x.jsonl", text);
    expect(columns).toEqual(["id", "tags", "x"]);
    expect(values).toEqual([
      { id: 1, tags: ["a"] },
      { id: 2, x: null },
    ]);
    expect(lines).toEqual([1, 5]);
    expect(unreadable.map((row) => row.line)).toEqual([3, 4, 6]);
    expect((await read("upload", text)).format).toBe("jsonl");
  });

  it("reports a row of 10 MB and reads on", async () => {
    const { values, unreadable } = await read("x.ndjson", `{"a":"${"x".repeat(10_000_000)}"}\n{"a":1}\n`, 65_536);
    expect(values).toEqual([{ a: 1 }]);
    expect(unreadable).toEqual([{ line: 1, reason: "the row is longer than 1 MB" }]);
  });
});

describe("files that cannot be read", () => {
  const latin1 = Buffer.from("id,name\n1,plain\n2,caf\u00e9\n", "latin1");

  it("says which line is not UTF-8, after the rows before it", async () => {
    const { values, error } = await read("x.csv", latin1);
    expect(values).toEqual([{ id: "1", name: "plain" }]);
    expect(error).toMatchObject({ code: "import.encoding", details: { line: 3 } });
  });

  it("knows UTF-16, archives, empty files and JSON lists", async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("id,name\n", "utf16le")]);
    await expect(read("x.csv", utf16)).rejects.toMatchObject({ code: "import.encoding", message: /UTF-16/ });
    await expect(read("x.csv", "PK\u0003\u0004rest")).rejects.toMatchObject({ code: "import.unreadable" });
    await expect(read("x.csv", "")).rejects.toMatchObject({ code: "import.unreadable" });
    await expect(read("x.csv.gz", gzipSync("\n \n"))).rejects.toMatchObject({ code: "import.unreadable" });
    await expect(read("x.json", '[{"id":1}]')).rejects.toMatchObject({ message: /one JSON list/ });
  });

  it("gives the rows before the end of a gzip file that is cut off", async () => {
    const text = `a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},${(i * 7919) % 10_007}`).join("\n")}\n`;
    const whole = gzipSync(text);
    const { values, error } = await read("x.csv.gz", whole.subarray(0, whole.length / 2));
    expect(values.length).toBeGreaterThan(1000);
    expect(values.map((row) => row.a)).toEqual(values.map((_, i) => String(i)));
    expect(error).toMatchObject({ code: "import.unreadable", message: /cut off/ });
  });
});
