import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { RequestForm } from "./request-form.tsx";

const schema = {
  type: "object",
  properties: {
    shopperId: { type: "string" },
    query: { type: "string", description: "What the shopper typed." },
    viewed: { type: "array", items: { type: "string" } },
    limit: { type: "integer", minimum: 1, maximum: 48 },
    gift: { type: "boolean" },
    sort: { enum: ["price", "new"] },
  },
  additionalProperties: false,
};
const shown = (request: { readonly [field: string]: never | string | number | readonly string[] }) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <RequestForm
          schema={schema}
          roles={{ shopper: "shopperId", text: "query", category: "", products: "viewed" }}
          request={request}
          onChange={() => undefined}
        />
      </MantineProvider>
    </QueryClientProvider>,
  );

it("draws a control for every field of the schema, the search box first, with what the request holds", () => {
  const html = shown({ query: "tent", viewed: ["p_1"], limit: 3 });
  expect(html).toContain('type="search"');
  expect(html).toContain('value="tent"');
  const words = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  expect(words).toMatch(/Query .*Shopper id .*Viewed .*p_1 .*Limit .*Gift .*Not sent .*Sort/);
  expect(words).not.toContain("The schema has no field");
});

it("says what the schema does not have, the nearest field, and what comes of it", () => {
  const words = shown({ shoperId: "s_1" }).replace(/<[^>]+>/g, " ");
  expect(words).toContain("The schema has no field “shoperId”; the nearest is “shopperId”.");
  expect(words).toContain("The request is refused with it.");
  expect(words).toContain("Rename to shopperId");
});
