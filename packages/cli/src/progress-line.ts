import { stderr } from "node:process";

/** One line that is written over while work goes on; plain lines, now and then, where no person watches. */
export class ProgressLine {
  #shown = "";
  #at = 0;

  show(text: string): void {
    if (text === this.#shown) return;
    const now = Date.now();
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    else if (now - this.#at > 2_000) {
      stderr.write(`${text}\n`);
      this.#at = now;
    }
    this.#shown = text;
  }

  /** Ends the line with a last text. */
  end(text: string): void {
    stderr.write(stderr.isTTY ? `\r\u001b[2K${text}\n` : `${text}\n`);
    this.#shown = "";
  }
}
