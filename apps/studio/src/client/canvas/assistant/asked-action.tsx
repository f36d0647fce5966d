import { Button } from "@mantine/core";
import type { Proposal, RunReport } from "../../api/outputs.ts";
import type { CanvasActions } from "../canvas-actions.ts";
import { useCanvas } from "../session/use-canvas.ts";

/** What a sentence asks of the studio, with a button for it: nothing is done before it is pressed. */
export function AskedAction({
  action,
  actions,
  onDone,
}: {
  readonly action: NonNullable<Proposal["action"]>;
  readonly actions: CanvasActions;
  readonly onDone: () => void;
}) {
  const model = useCanvas();
  const run = model.view.get().runs[0];
  const slowest = action.do === "show-slowest" ? slowestStep(run) : undefined;
  const done = (act: () => void) => () => {
    act();
    onDone();
  };
  switch (action.do) {
    case "undo":
      return (
        <Said text="The last change that the assistant made will be taken back.">
          <Button autoFocus variant="filled" onClick={done(actions.undoAssistant)}>
            Undo the assistant's change
          </Button>
        </Said>
      );
    case "publish":
      return (
        <Said text="The next page shows what changed since the live version. Nothing is published before you say so there.">
          <Button autoFocus variant="filled" onClick={done(actions.publish)}>
            Open publish
          </Button>
        </Said>
      );
    case "why":
      return (
        <Said text={action.product === undefined ? "Choose the product." : `The story of ${action.product.title}.`}>
          <Button
            autoFocus
            variant="filled"
            onClick={done(() => model.view.set({ asking: true, askedProduct: action.product?.id }))}
          >
            Why this product
          </Button>
        </Said>
      );
    case "show-slowest":
      return slowest === undefined ? (
        <Said text="Run the pipeline first: then the time of every step is known.">
          <Button autoFocus variant="filled" onClick={done(actions.run)}>
            Run
          </Button>
        </Said>
      ) : (
        <Said text={`The slowest step of the last run took ${Math.round(slowest.ms)} ms. Below is what may be cut.`}>
          <Button autoFocus variant="filled" onClick={() => actions.show(slowest.node)}>
            Show it
          </Button>
        </Said>
      );
  }
}

function Said({ text, children }: { readonly text: string; readonly children: React.ReactNode }) {
  return (
    <>
      <p className="small">{text}</p>
      <span className="grow" />
      {children}
    </>
  );
}

/** The step of a run that took longest; `undefined` where nothing ran. */
export function slowestStep(run: RunReport | undefined): { readonly node: string; readonly ms: number } | undefined {
  return run?.steps
    .map(({ node, durationMs }) => ({ node, ms: durationMs }))
    .reduce<{ node: string; ms: number } | undefined>(
      (slowest, step) => (slowest === undefined || step.ms > slowest.ms ? step : slowest),
      undefined,
    );
}
