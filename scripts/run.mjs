import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs a program in the repository's root to its end. Its output goes to the terminal, or, with `capture`, is collected and
 * returned.
 */
export function run(program, args, { env = {}, capture = false, cwd = root, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: ["ignore", capture ? "pipe" : "inherit", capture ? "pipe" : "inherit"],
    });
    let output = "";
    const keep = (chunk) => {
      output += chunk.toString("utf8");
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => resolve({ code: 1, output: `${program}: ${error.message}` }));
    child.once("close", (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs a JavaScript program of a dependency with this very Node.js, whatever the shell's PATH says. */
export function runNode(script, args, options = {}) {
  return run(process.execPath, [script, ...args], options);
}

/** Runs npm: the one that started us, or else the one on the PATH. */
export function runNpm(args, options = {}) {
  const started = process.env.npm_execpath;
  if (started && /npm-cli\.[cm]?js$/.test(started)) return run(process.execPath, [started, ...args], options);
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}

/** The environment of every build tool: no telemetry, no check for newer versions. */
export const quietEnv = {
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  DO_NOT_TRACK: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
};
