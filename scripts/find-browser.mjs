import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge"];

const places = {
  linux: ["/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"].flatMap((name) => {
    const base = process.env[name];
    return base
      ? ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"].map((end) => join(base, end))
      : [];
  }),
};

/** The path of a Chromium, Chrome or Edge on this machine (`AISLE_BROWSER` first), or `undefined`. */
export function findBrowser() {
  const asked = process.env.AISLE_BROWSER;
  if (asked) return existsSync(asked) ? asked : undefined;
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return [...(places[process.platform] ?? []), ...onPath].find((path) => existsSync(path));
}

/** Finds a browser, or installs Debian's Chromium where this process may (apt-get, as root). */
export async function findOrInstallBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log("› No browser found: installing Chromium (apt-get) …");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env, capture: true });
  let result = await install();
  if (result.code !== 0) {
    await run("apt-get", ["update", "-qq"], { env, capture: true });
    result = await install();
  }
  if (result.code !== 0) console.log(`✗ Chromium could not be installed: ${result.output.trim().split("\n").at(-1)}`);
  return findBrowser();
}
