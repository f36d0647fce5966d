import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Preview } from "../../api/outputs.ts";
import { FullPreview } from "./full-preview.tsx";

const item = {
  id: "a",
  title: "Storm tent",
  category: null,
  brand: null,
  price: 34900,
  currency: "EUR",
  image: null,
  stock: 3,
  score: 0.82,
  from: [{ node: "best", rank: 2, score: 12.5 }],
  effects: [],
};
const shown = (preview: Preview) =>
  renderToStaticMarkup(
    <MantineProvider>
      <FullPreview preview={preview} node="n" titleOf={(node) => `the ${node}`} />
    </MantineProvider>,
  )
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

const cases: readonly (readonly [Preview, readonly RegExp[]])[] = [
  [
    {
      kind: "products",
      count: 1,
      items: [item],
      sources: [],
      dropped: { count: 1, items: [{ ...item, id: "b", title: "Sold-out tent", stock: 0 }] },
    },
    [/Storm tent/, /2nd of the best, 12.5/, /0.82/, /Dropped 1.*Sold-out tent/],
  ],
  [{ kind: "answer", count: 1, items: [item], body: { echo: "hi" } }, [/Storm tent/, /What is sent.*“hi”/]],
  [{ kind: "shopper", id: "s1", category: "Tents", viewed: [item] }, [/s1, wants Tents; saw 1 product/, /Storm tent/]],
  [{ kind: "vector", embedder: "tiny@1", dimension: 384, strip: [1, 0.5] }, [/384 numbers/]],
  [{ kind: "text", text: "warm" }, [/“warm”/]],
  [
    {
      kind: "intent",
      label: "buy",
      confidence: 0.8,
      candidates: [
        { label: "buy", confidence: 0.8 },
        { label: "browse", confidence: 0.15 },
      ],
    },
    [/buy.*80 %.*browse.*15 %/],
  ],
  [
    {
      kind: "table",
      columns: ["price", "brand"],
      rows: [
        [5, "Fell"],
        [null, "Fell"],
      ],
      count: 90,
      profiles: [
        {
          name: "price",
          type: "number",
          missing: 0.5,
          distinct: 1,
          range: { min: 5, median: 5, max: 9, bins: [1, 0] },
        },
        { name: "brand", type: "text", missing: 0, distinct: 1, top: [{ value: "Fell", count: 2 }] },
      ],
    },
    [/number, 1 different, 50 % missing/, /Fell 2/, /price brand 5 Fell – Fell/, /The first 2 of 90 rows/],
  ],
  [{ kind: "features", count: 2, entries: [{ name: "views", value: -3 }] }, [/views.*-3/]],
  [{ kind: "messages", count: 1, messages: [{ role: "user", content: "hello" }] }, [/Shopper hello/]],
  [
    { kind: "events", count: 2, kinds: [{ name: "view", count: 2 }], events: [{ type: "view", at: "2026-01-01" }] },
    [/2 events: 2 view/, /view, 2026-01-01/],
  ],
  [{ kind: "image", mime: "image/png", sizeBytes: 900_000, src: null }, [/image\/png, 879 KB, too large/]],
  [{ kind: "action", title: "send-mail", fields: { to: "a@b" }, cut: false }, [/send-mail would be sent.*“a@b”/]],
  [{ kind: "number", value: 1234.5 }, [/1,234.5/]],
  [{ kind: "boolean", value: false }, [/No/]],
  [{ kind: "json", json: { a: [1, { b: null }] }, cut: true }, [/a 2 items.*b null/, /Cut/]],
];

it.each(cases)("shows a preview of kind $kind as what it is", (preview, words) => {
  for (const expected of words) expect(shown(preview)).toMatch(expected);
});
