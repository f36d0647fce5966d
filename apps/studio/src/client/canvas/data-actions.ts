import type { CanvasModel } from "./session/canvas-model.ts";
import { togglePin } from "./session/pin-port.ts";
import { runInPlace } from "./session/run-in-place.ts";

/** What can be done with the data of the chosen node, by button, key or command. */
export interface DataActions {
  readonly runUpTo: () => void;
  readonly runFrom: () => void;
  readonly togglePin: () => void;
  readonly askWhy: () => void;
}

const nothingChosen = "Choose one node first.";

/** `notify` shows a sentence to the person. */
export function dataActions(model: CanvasModel, notify: (message: string | undefined) => void): DataActions {
  const withChosen = (act: (node: string) => void) => () => {
    const [chosen, ...others] = model.view.get().selected;
    if (chosen === undefined || others.length > 0) notify(nothingChosen);
    else act(chosen);
  };
  return {
    runUpTo: withChosen((node) => void runInPlace(model, { upTo: node })),
    runFrom: withChosen((node) => void runInPlace(model, { from: node })),
    togglePin: withChosen((node) => void togglePin(model, node).then(notify)),
    askWhy: () => model.view.set({ asking: true }),
  };
}
