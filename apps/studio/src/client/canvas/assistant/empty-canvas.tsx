import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { trpc } from "../../api/trpc.ts";
import { useCreatePipeline } from "../../pipelines/use-create-pipeline.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { CanvasActions } from "../canvas-actions.ts";
import { useCanvas } from "../session/use-canvas.ts";
import style from "./assistant.module.css";

const starts = [
  "recommend what customers also bought, in stock, 8 products",
  "search by words and by meaning, only in stock",
  "show what is trending, allow 2 of a category",
];

/** An empty canvas: the three ways to begin. */
export function EmptyCanvas({ actions }: { readonly actions: CanvasActions }) {
  const model = useCanvas();
  const [sentence, setSentence] = useState("");
  const templates = useQuery(trpc.start.templates.queryOptions(undefined, { staleTime: 60_000 }));
  const { create, creating } = useCreatePipeline();
  const first = [...model.manifests.values()].find(({ role }) => role === "trigger");
  if (!model.canEdit)
    return (
      <EmptyState title="Nothing is drawn yet">
        Your role lets you look and run. Ask someone who may edit pipelines to begin this one.
      </EmptyState>
    );
  return (
    <section className={style.start} aria-label="Ways to begin">
      <div>
        <h2>What should the shop answer?</h2>
        <p>
          A pipeline begins where the shopper's request comes in, finds products, ranks them, and ends with an answer.
        </p>
      </div>
      <div className={style.way}>
        <h3>Say it</h3>
        <form
          className="row"
          style={{ gap: 8 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (sentence.trim() !== "") actions.ask(sentence);
          }}
        >
          <TextInput
            className="grow"
            aria-label="Say what the shop should answer"
            placeholder={starts[0]}
            maxLength={500}
            leftSection={<IconSparkles size={16} stroke={1.5} />}
            value={sentence}
            onChange={(event) => setSentence(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" disabled={sentence.trim() === ""}>
            Show the changes
          </Button>
        </form>
        <div className={style.tries}>
          {starts.map((words) => (
            <button key={words} type="button" onClick={() => actions.ask(words)}>
              {words}
            </button>
          ))}
        </div>
      </div>
      <div className={style.way}>
        <h3>Take a template</h3>
        <div className={style.row}>
          {templates.data?.slice(0, 4).map(({ id, title }) => (
            <Button
              key={id}
              size="compact-sm"
              disabled={creating}
              onClick={() => create({ name: title, templateId: id })}
            >
              {title}
            </Button>
          ))}
          <Link href="/" className="small">
            All templates
          </Link>
        </div>
      </div>
      {first !== undefined && (
        <div className={style.way}>
          <h3>Draw it</h3>
          <div className={style.row} style={{ alignItems: "center" }}>
            <Button leftSection={<IconPlus size={14} stroke={1.5} />} onClick={() => actions.addByType(first.type)}>
              Add the {first.title.toLowerCase()}
            </Button>
            <p>Then click nodes on the left, or drag them here, and draw wires between ports of one shape.</p>
          </div>
        </div>
      )}
    </section>
  );
}
