import { Button, SegmentedControl } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Allowed } from "../access/allowed.tsx";
import { useMay } from "../access/use-may.ts";
import type { StartState } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { palette } from "../frame/palette.ts";
import { TopBar } from "../frame/top-bar.tsx";
import { PipelineTable } from "../pipelines/pipeline-table.tsx";
import { useCreatePipeline } from "../pipelines/use-create-pipeline.ts";
import { Shelf } from "../previews/shelf.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { count, counted } from "../ui/format.ts";
import { Keys } from "../ui/keys.tsx";
import { Page } from "../ui/page.tsx";
import ui from "../ui/ui.module.css";
import { SimulatedShoppers } from "./simulated-shoppers.tsx";
import style from "./start.module.css";
import { StartSkeleton } from "./start-skeleton.tsx";
import { TemplateCard } from "./template-card.tsx";

/** The first page: get a catalogue in, pick what the shop should answer, carry on. */
export function StartPage({ workspaceName }: { readonly workspaceName: string }) {
  const state = useQuery(
    trpc.start.state.queryOptions(undefined, {
      // While an index is being built its count goes up.
      refetchInterval: ({ state: { data } }) =>
        data?.catalogue.collections.some(({ building }) => building !== null) === true ? 2_000 : false,
    }),
  );
  const templates = useQuery(trpc.start.templates.queryOptions(undefined, { staleTime: 60_000 }));
  const catalogue = useQuery(trpc.nodes.catalogue.queryOptions(undefined, { staleTime: 300_000 }));
  const pipelines = useQuery(trpc.pipelines.list.queryOptions());
  const { create, creating, error } = useCreatePipeline();
  const mayEdit = useMay("edit");
  const [kind, setKind] = useState("all");
  const kinds = [...new Set(templates.data?.map((template) => template.kind))];
  const shown = templates.data?.filter((template) => kind === "all" || template.kind === kind);
  return (
    <Page>
      <TopBar crumbs={[{ title: workspaceName }, { title: "Start" }]}>
        <Button
          className={style.find!}
          variant="subtle"
          color="gray"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          rightSection={<Keys>⌘K</Keys>}
          onClick={palette.open}
        >
          Find or do anything
        </Button>
        <Allowed to="edit">
          <Button
            leftSection={<IconPlus size={16} stroke={1.5} />}
            loading={creating}
            onClick={() => create({ name: "New pipeline" })}
          >
            Empty pipeline
          </Button>
        </Allowed>
      </TopBar>
      {[state, templates, pipelines].some((query) => query.isPending) ? (
        <StartSkeleton />
      ) : (
        // All at once, under elements of their own: what comes piece by piece pushes down what stands there already.
        <>
          {state.isError && <ErrorNote error={state.error} onRetry={() => void state.refetch()} />}
          {state.data !== undefined && <Hero state={state.data} />}
          <div className={style.section}>
            <h2>What should the shop answer?</h2>
            {kinds.length > 1 && (
              <SegmentedControl
                size="xs"
                aria-label="Kind of template"
                value={kind}
                onChange={setKind}
                data={[
                  { value: "all", label: `All ${templates.data?.length ?? 0}` },
                  ...kinds.map((value) => ({ value, label: kindLabels[value] })),
                ]}
              />
            )}
          </div>
          {error !== null && <ErrorNote error={error} />}
          {templates.isError && <ErrorNote error={templates.error} onRetry={() => void templates.refetch()} />}
          <div className={style.templates}>
            {shown?.map((template) => (
              <TemplateCard
                key={template.id}
                template={template}
                catalogue={catalogue.data}
                busy={creating}
                onUse={mayEdit ? () => create({ name: template.title, templateId: template.id }) : undefined}
              />
            ))}
          </div>
          <Card title="Carry on" aside={<Link href="/pipelines">All pipelines</Link>} flush>
            {pipelines.isError && <ErrorNote error={pipelines.error} onRetry={() => void pipelines.refetch()} />}
            {pipelines.data?.length === 0 ? (
              <EmptyState title="No pipelines yet">
                {mayEdit
                  ? "Pick a template above: it opens as a drawing that you can run at once and change as you like."
                  : "Your role lets you look and run. Ask someone who may edit pipelines to make the first one."}
              </EmptyState>
            ) : (
              <div style={{ padding: "4px 8px 8px" }}>
                <PipelineTable pipelines={pipelines.data?.slice(0, 6)} brief />
              </div>
            )}
          </Card>
          {state.data?.sampleShop.installed === true && <SimulatedShoppers />}
        </>
      )}
    </Page>
  );
}

const kindLabels = { recommend: "Recommend", search: "Search", talk: "Talk", plan: "Plan" } as const;

const readyMarks = {
  ok: <IconCheck size={16} stroke={1.75} className="ok" aria-label="Ready" />,
  warn: <IconAlertTriangle size={16} stroke={1.5} className="warn" aria-label="Look here" />,
  missing: <IconCircleDashed size={16} stroke={1.5} className="muted" aria-label="Missing" />,
};

function Hero({ state }: { readonly state: StartState }) {
  const [, navigate] = useLocation();
  const { catalogue, sampleShop } = state;
  const install = useMutation({
    ...trpc.start.useSampleShop.mutationOptions(),
    onSuccess: ({ jobId }) => navigate(`/jobs/${jobId}`),
  });
  const mayImport = useMay("stock");
  const own = catalogue.products > 0 && !catalogue.sample;
  const firstOwn = useQuery(
    trpc.catalogue.search.queryOptions({ offset: 0, limit: 7, stock: "in-stock" }, { enabled: own, staleTime: 60_000 }),
  );
  const shelf = own ? (firstOwn.data?.items ?? []) : sampleShop.items;
  return (
    <section className={`${ui.card} ${style.hero}`}>
      <div>
        <h1>{own ? "Your catalogue is in" : mayImport ? "Import your catalogue" : "No catalogue of your own yet"}</h1>
        <p className="soft">
          {own
            ? `${counted(catalogue.products, "product")}: every template previews with them.`
            : "Then every template previews with your own products."}
        </p>
        <Allowed to="stock">
          <div className={style.actions}>
            <Button
              variant="filled"
              leftSection={<IconUpload size={16} stroke={1.75} />}
              onClick={() => navigate("/catalogue")}
            >
              {own ? "Import again" : "Choose a file"}
            </Button>
            {!sampleShop.installed && !own && (
              <Button loading={install.isPending} onClick={() => install.mutate()}>
                Use the demo shop
              </Button>
            )}
          </div>
          <p className="muted small">CSV or JSONL in UTF-8, plain or .gz</p>
        </Allowed>
        {install.isError && <ErrorNote error={install.error} />}
      </div>
      <div className={style.shop}>
        {/* The products come after the page; their room is there before. */}
        <div className={style.shelf}>
          {shelf.length > 0 && (
            <Shelf tiles={shelf.slice(0, 7).map((item) => ({ item }))} width={60} height={58} scores={false} />
          )}
        </div>
        <p>
          <b>{own ? "Your catalogue" : sampleShop.name}</b>{" "}
          {own || sampleShop.installed
            ? `${counted(catalogue.products, "product")}, ${count(catalogue.inStock)} in stock, ${counted(catalogue.orders, "order")}`
            : `${counted(sampleShop.products, "product")} of a made-up shop, with a month of shoppers' events`}
        </p>
      </div>
      <ul className={style.ready}>
        {state.readiness.map((fact) => (
          <li key={fact.title}>
            {readyMarks[fact.state]}
            <b>{fact.title}</b>
            <p>{fact.words}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
