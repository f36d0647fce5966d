import { Skeleton } from "@mantine/core";
import { Page } from "../ui/page.tsx";

/** Grey shapes while a page's code or data is on its way. */
export function PageSkeleton() {
  return (
    <Page>
      <span className="unseen" role="status">
        Loading
      </span>
      <Skeleton height={28} width={200} />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </Page>
  );
}
