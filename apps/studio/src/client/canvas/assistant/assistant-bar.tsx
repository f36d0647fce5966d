import type { Problem } from "@aisle/runtime/compile/problem";
import type { Edit } from "@aisle/runtime/graph/edit";
import { ActionIcon, Button, Loader, Switch, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconSparkles, IconX } from "@tabler/icons-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { describeError } from "../../api/describe-error.ts";
import type { Proposal } from "../../api/outputs.ts";
import { client } from "../../api/trpc.ts";
import { announce } from "../../frame/announcer.tsx";
import { counted } from "../../ui/format.ts";
import { Keys } from "../../ui/keys.tsx";
import type { CanvasActions } from "../canvas-actions.ts";
import type { FlowHandle } from "../flow/flow-types.ts";
import { useCanvas } from "../session/use-canvas.ts";
import { approvedEdit } from "./apply-proposal.ts";
import { AskedAction } from "./asked-action.tsx";
import style from "./assistant.module.css";

/** Longest sentence that is read. */
const maxTextLength = 500;

/** The assistant: a sentence becomes a list of changes, which is applied as one step of undo when it is approved, never before. */
export function AssistantBar({
  flow,
  actions,
  asked,
  onClose,
}: {
  readonly flow: RefObject<FlowHandle | null>;
  readonly actions: CanvasActions;
  /** A sentence to begin with; it is read at once. */
  readonly asked: string;
  readonly onClose: () => void;
}) {
  const model = useCanvas();
  const field = useRef<HTMLInputElement>(null);
  const approve = useRef<HTMLButtonElement>(null);
  const [sentence, setSentence] = useState(asked);
  const [read, setRead] = useState<{ readonly sentence: string; readonly proposal: Proposal }>();
  const [reading, setReading] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState(false);
  const [hints, setHints] = useState<readonly string[]>([]);
  const [autoLayout, setAutoLayout] = useState(true);

  const ask = async (words: string) => {
    if (words.trim() === "" || reading) return;
    setSentence(words);
    setReading(true);
    setFailure(undefined);
    setRead(undefined);
    setDone(false);
    try {
      await model.session.settled();
      const { pipelineId } = model;
      const selected = [...model.view.get().selected];
      const proposal = await client.assistant.propose.mutate({ pipelineId, sentence: words.trim(), selected });
      setRead({ sentence: words.trim(), proposal });
      announce(describeProposal(proposal));
      // A button for what the studio is asked takes the keyboard itself.
      if (proposal.action === undefined || proposal.edits.length > 0)
        setTimeout(() => (proposal.edits.length > 0 ? approve.current : field.current)?.focus(), 0);
    } catch (error) {
      setFailure(describeError(error).message);
    } finally {
      setReading(false);
    }
  };
  const hint = async () => {
    await model.session.settled();
    setHints(await client.assistant.suggestions.query({ pipelineId: model.pipelineId }));
  };
  // What was asked on the empty canvas is read as soon as the bar is there.
  const begin = useRef((words: string) => (words === "" ? hint().catch(() => undefined) : ask(words)));
  useEffect(() => void begin.current(asked), [asked]);

  const apply = () => {
    if (read === undefined) return;
    const handle = flow.current;
    const layout = autoLayout
      ? { width: handle?.viewSize().width ?? 904, heightOf: (id: string) => handle?.sizeOf(id).height }
      : undefined;
    const approved = approvedEdit(
      model.session.get().graph,
      read.sentence,
      read.proposal.edits as readonly Edit[],
      layout,
    );
    const result = approved.ok ? model.change(approved.edit) : approved;
    if (!result.ok) {
      setFailure(result.reason);
      return;
    }
    setRead(undefined);
    setDone(true);
    setSentence("");
    setTimeout(() => {
      flow.current?.open();
      field.current?.focus();
    }, 60);
  };
  const discard = () => {
    setRead(undefined);
    announce("Discarded. Nothing was changed.");
    field.current?.focus();
  };
  const close = () => {
    onClose();
    actions.focusSelected();
  };
  const addsNodes = read?.proposal.edits.some((edit) => edit.do === "add-node" || edit.do === "remove-node") ?? false;

  return (
    <section
      className={style.bar}
      aria-label="Assistant"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        if (read === undefined) close();
        else discard();
      }}
    >
      {read !== undefined && (
        <ProposalView read={read.proposal} onAsk={(words) => void ask(words)}>
          {read.proposal.action !== undefined && (
            <AskedAction action={read.proposal.action} actions={actions} onDone={close} />
          )}
          {addsNodes && (
            <Switch
              size="xs"
              label="Auto-layout as well"
              checked={autoLayout}
              onChange={(event) => setAutoLayout(event.currentTarget.checked)}
            />
          )}
          <span className="grow" />
          {read.proposal.edits.length > 0 && (
            <>
              <Button variant="subtle" color="gray" onClick={discard}>
                Discard
              </Button>
              <Button ref={approve} variant="filled" onClick={apply}>
                Apply
              </Button>
            </>
          )}
        </ProposalView>
      )}
      {failure !== undefined && (
        <p className={`${style.failure} bad`} role="alert">
          {failure}
        </p>
      )}
      {read === undefined && !reading && !done && hints.length > 0 && (
        <Tries words={hints} onAsk={(words) => void ask(words)} lead />
      )}
      {done && (
        <p className={style.done}>
          Applied.
          <Button size="compact-sm" onClick={actions.run} rightSection={<Keys>⌘↵</Keys>}>
            Run
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            rightSection={<Keys>⌘Z</Keys>}
            onClick={() => {
              actions.undo();
              setDone(false);
            }}
          >
            Undo
          </Button>
        </p>
      )}
      <form
        className={style.line}
        onSubmit={(event) => {
          event.preventDefault();
          void ask(sentence);
        }}
      >
        <TextInput
          id="assistant-field"
          ref={field}
          autoFocus
          className="grow"
          aria-label="What should change?"
          placeholder="What should change? For example: allow 2 of a category"
          maxLength={maxTextLength}
          value={sentence}
          leftSection={reading ? <Loader size={14} /> : <IconSparkles size={16} stroke={1.5} />}
          onChange={(event) => setSentence(event.currentTarget.value)}
        />
        <Button type="submit" disabled={sentence.trim() === ""} loading={reading}>
          Show the changes
        </Button>
        <ActionIcon aria-label="Close the assistant" onClick={close}>
          <IconX size={16} stroke={1.5} />
        </ActionIcon>
      </form>
    </section>
  );
}

/** What the sentence was read as: the changes in words, new problems, and what was not understood. */
function ProposalView({
  read,
  onAsk,
  children,
}: {
  readonly read: Proposal;
  readonly onAsk: (words: string) => void;
  readonly children: React.ReactNode;
}) {
  const opens = read.action !== undefined && read.action.do !== "show-slowest";
  const problems = (read.problems as readonly Problem[]).filter(({ severity }) => severity !== "note");
  return (
    <div className={style.proposal}>
      {read.note !== undefined && <p className="small muted">{read.note}</p>}
      {read.by === "model" && <p className="small muted">Read by the language model: look at every change.</p>}
      {read.changes.length > 0 && (
        <>
          <h2>
            {counted(read.changes.length, "change")} <span>nothing is changed yet</span>
          </h2>
          <ol className={style.changes}>
            {[...read.changes.entries()].map(([at, change]) => (
              <li key={`${at} ${change}`}>{change}</li>
            ))}
          </ol>
        </>
      )}
      {problems.length > 0 && (
        <>
          <h3>To fix afterwards</h3>
          <ul className={style.problems}>
            {problems.map((problem) => (
              <li key={`${problem.node} ${problem.message}`}>
                <IconAlertTriangle size={14} stroke={1.5} className="warn" aria-hidden />
                {problem.message}
              </li>
            ))}
          </ul>
        </>
      )}
      {read.remarks.map((remark) => (
        <p key={remark} className="small muted">
          {remark}
        </p>
      ))}
      {read.misread.map(({ part, reason }) => (
        <p key={part} className={style.misread}>
          <b>“{part}”</b> {reason}
        </p>
      ))}
      {(read.misread.length > 0 || read.changes.length === 0) && !opens && (
        <Tries words={read.suggestions} onAsk={onAsk} />
      )}
      {(read.edits.length > 0 || read.action !== undefined) && <div className={style.choice}>{children}</div>}
    </div>
  );
}

function Tries({
  words,
  onAsk,
  lead = false,
}: {
  readonly words: readonly string[];
  readonly onAsk: (words: string) => void;
  /** Stands alone above the field. */
  readonly lead?: boolean;
}) {
  return (
    <fieldset className={`${style.tries} ${lead ? style.lead : ""}`} aria-label="You could say">
      <span className="small muted">You could say</span>
      {words.map((one) => (
        <button key={one} type="button" onClick={() => onAsk(one)}>
          {one}
        </button>
      ))}
    </fieldset>
  );
}

const actionLabels = {
  undo: "Undo the assistant's last change?",
  publish: "Open publish?",
  why: "Open the story of the product?",
  "show-slowest": "Show the slowest step?",
} as const;

function describeProposal({ changes, misread, remarks, action, suggestions }: Proposal): string {
  const parts = [
    ...(action === undefined ? [] : [actionLabels[action.do]]),
    ...(changes.length === 0 ? [] : [`${counted(changes.length, "change")} to approve: ${changes.join("; ")}.`]),
    ...remarks,
    ...misread.map(({ part, reason }) => `${part}: ${reason}`),
    ...(changes.length === 0 && action === undefined ? [`You could say: ${suggestions.join("; ")}.`] : []),
  ];
  return parts.join(" ");
}
