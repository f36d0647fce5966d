import type { JsonObject } from "@aisle/runtime/json";
import { Button, CopyButton, SegmentedControl, Select, Textarea } from "@mantine/core";
import { IconCheck, IconCopy, IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { EndpointDetail } from "../api/outputs.ts";
import { trpc } from "../api/trpc.ts";
import { RequestForm } from "../request/request-form.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { milliseconds } from "../ui/format.ts";
import { Keys } from "../ui/keys.tsx";
import { WhyInAnswer } from "../why/why-in-answer.tsx";
import { curlOf } from "./curl-of.ts";
import style from "./endpoints.module.css";
import { StepBars } from "./step-bars.tsx";

/** The request that a text is; undefined while it is not one. */
function requestIn(text: string): JsonObject | undefined {
  try {
    const request: unknown = JSON.parse(text);
    const isObject = typeof request === "object" && request !== null && !Array.isArray(request);
    return isObject ? (request as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** A request to the live endpoint from here: the answer as a shelf or as JSON, and where its time went. */
export function TryItCard({
  detail,
  madeKey,
}: {
  readonly detail: EndpointDetail;
  readonly madeKey: string | undefined;
}) {
  const queries = useQueryClient();
  const [view, setView] = useState("Form");
  const [answerView, setAnswerView] = useState("Shelf");
  const [body, setBody] = useState(() => JSON.stringify(detail.samples[0]?.request ?? {}, null, 2));
  const [all, setAll] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const send = useMutation({
    ...trpc.endpoints.tryIt.mutationOptions(),
    onSuccess: () => queries.invalidateQueries(trpc.endpoints.decisions.pathFilter()),
  });
  const submit = () => {
    try {
      setWrong(undefined);
      send.mutate({ slug: detail.slug, body: JSON.parse(body) as never });
    } catch (error) {
      setWrong(`The body is not JSON: ${error instanceof Error ? error.message : ""}`);
    }
  };
  const request = requestIn(body);
  const curl = curlOf(detail.url, body, madeKey);
  const answer = send.data;
  const titles = new Map(answer?.steps.map((step) => [step.node, step.title]));
  return (
    <Card
      title="Try it"
      aside={
        <SegmentedControl
          aria-label="Show the request as"
          value={view}
          onChange={setView}
          data={["Form", "JSON", "curl"]}
        />
      }
    >
      {detail.samples.length > 1 && (
        <Select
          mb={12}
          aria-label="Fill in a sample request"
          placeholder="Fill in a sample request"
          data={detail.samples.map((sample) => ({ value: sample.id, label: sample.title }))}
          onChange={(id) => {
            const sample = detail.samples.find((one) => one.id === id);
            if (sample === undefined) return;
            setWrong(undefined);
            setBody(JSON.stringify(sample.request, null, 2));
          }}
        />
      )}
      {view === "Form" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          {request === undefined ? (
            <p className="muted small">
              The body is not a JSON object yet. Correct it under JSON, and the form shows it.
            </p>
          ) : (
            <RequestForm
              schema={detail.requestSchema}
              roles={detail.requestRoles}
              request={request}
              onChange={(next) => {
                setWrong(undefined);
                setBody(JSON.stringify(next, null, 2));
              }}
            />
          )}
          {/* Enter in a field sends. */}
          <button type="submit" hidden aria-hidden tabIndex={-1} />
        </form>
      )}
      {view === "JSON" && (
        <Textarea
          aria-label="Request body"
          autosize
          minRows={5}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mono)", fontSize: 12, background: "var(--sunk)" } }}
          error={wrong}
          value={body}
          onChange={(event) => setBody(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit();
          }}
        />
      )}
      {view === "curl" && <pre className={style.code}>{curl}</pre>}
      {view !== "JSON" && wrong !== undefined && (
        <p className="small bad" role="alert">
          {wrong}
        </p>
      )}
      <div className="row" style={{ marginTop: 8 }}>
        <Button
          variant="filled"
          loading={send.isPending}
          leftSection={<IconSend size={14} stroke={1.75} />}
          rightSection={<Keys onFill>⌘↵</Keys>}
          onClick={submit}
        >
          Send
        </Button>
        <CopyButton value={curl}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            >
              {copied ? "Copied" : "Copy curl"}
            </Button>
          )}
        </CopyButton>
        <span className="small muted">not counted</span>
      </div>
      {send.isError && (
        <div style={{ marginTop: 12 }}>
          <ErrorNote error={send.error} />
        </div>
      )}
      {answer !== undefined && (
        <div
          style={{ borderTop: "1px solid var(--line)", margin: "16px -16px 0", padding: "12px 16px 0" }}
          aria-live="polite"
        >
          <div className="row" style={{ marginBottom: 12 }}>
            <Chip tone={answer.status < 300 ? "ok" : "bad"}>{answer.status}</Chip>
            <span className="num">{milliseconds(answer.totalMs)} ms</span>
            <span className="grow clip">
              {answer.decisionId !== null && (
                <Link href={`/traces/${answer.decisionId}`}>{answer.decisionId.slice(0, 14)}</Link>
              )}
            </span>
            <SegmentedControl
              aria-label="Show the answer as"
              value={answerView}
              onChange={setAnswerView}
              data={["Shelf", "JSON"]}
            />
          </div>
          {answerView === "Shelf" && answer.items.length > 0 ? (
            <>
              <WhyInAnswer
                key={answer.decisionId}
                pipelineId={detail.pipelineId}
                decisionId={answer.decisionId ?? ""}
                items={all ? answer.items : answer.items.slice(0, 8)}
                titleOf={(node) => titles.get(node) ?? node}
              />
              {answer.items.length > 8 && (
                <Button size="xs" variant="subtle" mt={8} ml={-10} onClick={() => setAll(!all)}>
                  {all ? "Show fewer" : `Show all ${answer.items.length}`}
                </Button>
              )}
            </>
          ) : (
            <pre className={style.code}>{JSON.stringify(answer.body, null, 2)}</pre>
          )}
          {answer.steps.length > 0 && (
            <>
              <h3 style={{ margin: "16px 0 4px" }}>Where the {milliseconds(answer.totalMs)} ms went</h3>
              <StepBars steps={answer.steps} totalMs={answer.totalMs} />
            </>
          )}
        </div>
      )}
    </Card>
  );
}
