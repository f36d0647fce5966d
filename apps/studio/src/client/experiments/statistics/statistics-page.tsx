import { Skeleton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { TopBar } from "../../frame/top-bar.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Page } from "../../ui/page.tsx";
import style from "../experiments.module.css";
import { readStatistics, type StatisticsEntry } from "./statistics-reference.ts";

// The generated page of the repository, loaded when this page is opened.
const files = import.meta.glob<string>("../../../../../../docs/statistics.md", { query: "?raw", import: "default" });

async function load(): Promise<readonly StatisticsEntry[]> {
  const [read] = Object.values(files);
  if (read === undefined) throw new Error("The statistics reference is not part of this build.");
  return readStatistics(await read());
}

/** Every statistical function with its equation, source and defaults, so that a figure of a readout can be checked. */
export function StatisticsPage() {
  const [search, setSearch] = useState("");
  const reference = useQuery({
    queryKey: ["statistics-reference"],
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isThere = reference.data !== undefined;
  useEffect(() => {
    if (!isThere) return;
    const show = () => {
      const place = document.getElementById(window.location.hash.slice(1));
      place?.scrollIntoView({ block: "start" });
      place?.focus({ preventScroll: true });
    };
    show();
    window.addEventListener("hashchange", show);
    return () => window.removeEventListener("hashchange", show);
  }, [isThere]);
  const wanted = search.trim().toLowerCase();
  const shown = (reference.data ?? []).filter(
    ({ name, chapter, parts }) =>
      wanted === "" ||
      [name, chapter, ...parts.map(({ text }) => text)].some((text) => text.toLowerCase().includes(wanted)),
  );
  return (
    <Page title="Statistics reference">
      <TopBar crumbs={[{ title: "Experiments", href: "/experiments" }, { title: "Statistics reference" }]} />
      <p className="soft">Every function that a readout rests on, with its equation, source and defaults.</p>
      <search style={{ maxWidth: 360 }}>
        <TextInput
          label="Find"
          placeholder="CUPED, Welch, sample ratio"
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </search>
      {reference.isError && <ErrorNote error={reference.error} onRetry={() => void reference.refetch()} />}
      {!isThere && !reference.isError && <Skeleton height={320} radius={10} />}
      {isThere && shown.length === 0 && (
        <Card>
          <EmptyState title="No function matches">Try another word.</EmptyState>
        </Card>
      )}
      {shown.map((entry, at) => (
        <section key={entry.name} className={style.entry}>
          {entry.chapter !== shown[at - 1]?.chapter && <h2>{entry.chapter}</h2>}
          <h3 id={entry.anchor} tabIndex={-1}>
            {entry.name}
          </h3>
          {entry.parts.map(({ kind, text }) =>
            kind === "code" ? (
              <pre key={text} className={style.code}>
                {text}
              </pre>
            ) : (
              <p key={text} className={kind === "item" ? style.item : ""}>
                {text}
              </p>
            ),
          )}
        </section>
      ))}
    </Page>
  );
}
