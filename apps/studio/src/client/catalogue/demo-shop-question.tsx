import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../api/trpc.ts";
import { count } from "../ui/format.ts";
import { LiveOverDemoShop } from "./live-over-demo-shop.tsx";

/** Beside an import of products while the demo shop is there: whether it is to make room for them. */
export function DemoShopQuestion({
  aside,
  onChange,
}: {
  readonly aside: boolean;
  readonly onChange: (aside: boolean) => void;
}) {
  const { data } = useQuery(trpc.demoShop.state.queryOptions());
  if (data === undefined || data.state !== "there") return null;
  return (
    <div style={{ marginTop: 16 }}>
      <Checkbox
        checked={aside}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label="Set the demo shop aside when these products are there"
        description={`Its ${count(data.products)} products leave the catalogue; you can bring them back. Left alone, they stay beside yours.`}
      />
      {aside && <LiveOverDemoShop endpoints={data.endpoints} />}
    </div>
  );
}
