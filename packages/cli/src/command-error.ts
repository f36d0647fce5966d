/** Something that the person at the terminal must act on; printed without a stack. */
export class CommandError extends Error {
  readonly help: string | undefined;

  constructor(message: string, help?: string) {
    super(message);
    this.name = "CommandError";
    this.help = help;
  }
}
