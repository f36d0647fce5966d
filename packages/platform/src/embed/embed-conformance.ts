import type { EmbedCapability } from "@aisle/runtime/node-sdk/capabilities/embed";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** An embedder under test, and how it is put away. */
export interface EmbedUnderTest {
  readonly embed: EmbedCapability;
  readonly dimension: number;
  close(): Promise<void>;
}

/** Dot product of two vectors of one length: the cosine, for unit vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** What every embedder promises, whatever it runs on. */
export function embedConformance(name: string, open: () => Promise<EmbedUnderTest>): void {
  describe(`${name} as an embed capability`, () => {
    let subject: EmbedUnderTest;
    const vectors = async (...texts: string[]) => (await subject.embed.embed(texts)).map((vector) => vector.values);
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    it("gives one unit vector of the stated dimension a text, under its own name", async () => {
      const found = await subject.embed.embed(["red shoes", "", "x".repeat(20_000), "Größe 42 → 👟"]);
      expect(found).toHaveLength(4);
      for (const { embedder, values } of found) {
        expect(embedder).toBe(subject.embed.defaultEmbedder);
        expect(values).toHaveLength(subject.dimension);
        expect(dot(values, values)).toBeCloseTo(1, 4);
      }
    });

    it("gives nothing for nothing", async () => {
      expect(await subject.embed.embed([])).toEqual([]);
    });

    it("gives a text the same vector alone, among others, and in parallel", async () => {
      const [alone] = await vectors("usb battery pack");
      const among = await vectors(
        "a very long text about something else entirely, said twice over",
        "usb battery pack",
      );
      const parallel = await Promise.all([vectors("usb battery pack"), vectors("lamp"), vectors("usb battery pack")]);
      for (const same of [among[1]!, parallel[0]![0]!, parallel[2]![0]!]) expect(dot(alone!, same)).toBeCloseTo(1, 3);
    });

    it("keeps the order of the texts", async () => {
      const texts = ["laser printer", "gaming mouse", "desk lamp"];
      const together = await vectors(...texts);
      for (const [i, text] of texts.entries()) {
        const [own] = await vectors(text);
        expect(
          together.map((vector) => dot(own!, vector)).indexOf(Math.max(...together.map((v) => dot(own!, v)))),
        ).toBe(i);
      }
    });

    it("puts what means the same closer than what does not", async () => {
      const [query, same, other] = await vectors("wireless earbuds", "cordless in-ear headphones", "garden hose");
      expect(dot(query!, same!)).toBeGreaterThan(dot(query!, other!) + 0.1);
    });

    it("refuses an embedder that it does not have", async () => {
      await expect(subject.embed.embed(["x"], "no-such-model@1")).rejects.toMatchObject({ code: "embedder.unknown" });
    });
  });
}
