import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useMay } from "../access/use-may.ts";
import { trpc } from "../api/trpc.ts";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count } from "../ui/format.ts";

/** An empty catalogue: what a file needs, and the demo shop for those who have none at hand. */
export function NoProducts() {
  const mayImport = useMay("stock");
  const [, navigate] = useLocation();
  const start = useQuery(trpc.start.state.queryOptions());
  const install = useMutation({
    ...trpc.start.useSampleShop.mutationOptions(),
    onSuccess: ({ jobId }) => navigate(`/jobs/${jobId}`),
  });
  const size = start.data?.sampleShop.products;
  return (
    <Card>
      <EmptyState
        title="No products yet"
        actions={
          mayImport && (
            <Button loading={install.isPending} onClick={() => install.mutate()}>
              Use the demo shop{size === undefined ? "" : ` of ${count(size)} products`}
            </Button>
          )
        }
      >
        {mayImport
          ? "Choose a file below: a row for each product with its id and title, and as you have them price, stock, brand, category and picture. Then every template runs on your products. No file at hand? The demo shop makes room for yours later."
          : "Your role lets you look. Ask someone who may import to bring the products in."}
      </EmptyState>
      {install.isError && <ErrorNote error={install.error} />}
    </Card>
  );
}
