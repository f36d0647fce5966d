import { expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

const needed = {
  AISLE_SECRET: "s".repeat(32),
  AISLE_INTERNAL_TOKEN: "t".repeat(32),
  DATABASE_URL: "postgresql://localhost/aisle",
  OPENAI_MODEL: "small",
};

it("takes the address of a language model, its query included", () => {
  const url = "http://127.0.0.1:11434/v1?api-version=1";
  expect(readEnvironment({ ...needed, OPENAI_BASE_URL: url }).languageModel?.baseUrl).toBe(url);
  expect(readEnvironment({ ...needed, OPENAI_BASE_URL: "" }).languageModel?.baseUrl).toBeUndefined();
});

it.each(["ftp://example.com/v1", "localhost:8080/v1", "http://me:secret@127.0.0.1/v1"])(
  "refuses %s at the start",
  (url) => {
    const read = () => readEnvironment({ ...needed, OPENAI_BASE_URL: url });
    expect(read).toThrow(
      expect.objectContaining({ code: "config.invalid", message: expect.stringMatching(/^OPENAI_BASE_URL: /) }),
    );
    expect(read).not.toThrow(/secret/);
  },
);

it("takes hosts of pictures, and refuses what could change the page's policy", () => {
  const read = (AISLE_PICTURE_HOSTS: string) => readEnvironment({ ...needed, AISLE_PICTURE_HOSTS }).pictureHosts;
  expect(read("")).toEqual([]);
  expect(read("Pictures.shop:8080, cdn")).toEqual(["pictures.shop:8080", "cdn"]);
  for (const hosts of ["a; script-src *", "http://a", "*", 'a"'])
    expect(() => read(hosts)).toThrow(/AISLE_PICTURE_HOSTS/);
});
