import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The command line of a running process, parts separated by blanks; empty when it does not run or cannot be read. */
export function processCommand(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    if (process.platform === "win32") {
      const query = `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`;
      return execFileSync("powershell", ["-NoProfile", "-Command", query], { stdio: "pipe" }).toString().trim();
    }
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { stdio: "pipe" })
      .toString()
      .trim();
  } catch {
    return "";
  }
}
