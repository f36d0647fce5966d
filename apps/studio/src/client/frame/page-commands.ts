/** Something that the page at hand can do, as the command palette offers it. */
export interface PageCommand {
  readonly title: string;
  /** Tells commands of one title apart. */
  readonly id?: string;
  /** The heading that it stands under; that of the page by default. */
  readonly group?: string;
  readonly keys?: string;
  readonly run: () => void;
}

let commands: readonly PageCommand[] = [];
const listeners = new Set<() => void>();

/** The commands of the page at hand; a page sets them while it is shown. */
export const pageCommands = {
  get: () => commands,
  set(next: readonly PageCommand[]) {
    commands = next;
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
