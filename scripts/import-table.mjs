/**
 * Who may import whom, between the workspaces and inside runtime and the studio. `npm run check` holds the code to it,
 * over `turbo boundaries`, which holds the package.json files to the tags of turbo.json.
 *
 * Each row: a folder of sources, and what files below it may import of ours: their own folder always, and the listed
 * ones. The first row whose folder matches a file applies. Tests may also import all of their own workspace.
 * (turbo looks through dependencies of dependencies, so its tags alone would let the command line import what the studio does.)
 */
export const importTable = [
  { folder: "packages/stats/src", may: [] },
  { folder: "packages/learn/src", may: [] },
  { folder: "packages/simulator/src", may: [] },

  { folder: "packages/runtime/src/graph", may: ["packages/runtime/src"], not: ["node-sdk", "compile", "execute"] },
  { folder: "packages/runtime/src/node-sdk", may: ["packages/runtime/src"], not: ["compile", "execute"] },
  { folder: "packages/runtime/src/compile", may: ["packages/runtime/src"], not: ["execute"] },
  { folder: "packages/runtime/src/execute", may: ["packages/runtime/src"] },
  { folder: "packages/runtime/src", may: [] },

  { folder: "packages/sdk/src", may: ["packages/runtime/src"] },
  { folder: "packages/contracts/src", may: ["packages/runtime/src"] },
  { folder: "packages/nodes/src", may: ["packages/runtime/src", "packages/stats/src", "packages/learn/src"] },
  {
    folder: "packages/app/src",
    may: [
      "packages/runtime/src",
      "packages/contracts/src",
      "packages/nodes/src",
      "packages/learn/src",
      "packages/stats/src",
    ],
  },
  {
    folder: "packages/platform/src",
    may: ["packages/runtime/src", "packages/contracts/src", "packages/learn/src"],
  },
  { folder: "packages/cli/src", may: ["packages/simulator/src"], types: ["apps/studio/src"] },

  {
    // The canvas checks wires as they are drawn, with the very rules of publishing.
    folder: "apps/studio/src/client",
    may: ["packages/runtime/src"],
    not: ["execute"],
    types: ["apps/studio/src/server", "packages/runtime/src/execute"],
  },
  { folder: "apps/studio/src", may: ["packages"], not: ["client"] },
  { folder: "apps/worker/src", may: ["packages"] },
  { folder: "apps/supervisor/src", may: ["packages"] },
  { folder: "bench", may: ["packages", "apps/supervisor/src", "apps/studio/src/server"] },
];

/** The pure packages: no Node built-ins either. */
export const pureFolders = [
  "packages/runtime/src",
  "packages/stats/src",
  "packages/learn/src",
  "packages/simulator/src",
];
