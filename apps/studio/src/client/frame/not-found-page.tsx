import { Link } from "wouter";
import { EmptyState } from "../ui/empty-state.tsx";
import { Page } from "../ui/page.tsx";
import { TopBar } from "./top-bar.tsx";

/** A path that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page>
      <TopBar crumbs={[{ title: "Not found" }]} />
      <EmptyState title="There is no such page" actions={<Link href="/">Back to the start</Link>}>
        The link may be old, or what it led to was deleted.
      </EmptyState>
    </Page>
  );
}
